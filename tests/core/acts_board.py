"""What people do with the board at random: rounds, texts, groups, options, ratings."""

from typing import TYPE_CHECKING

from tests.core.playing import LEADER
from trialoog.core import commands as c
from trialoog.core.ids import ContributionId, GroupId, OptionId, RoundId
from trialoog.core.words import Kind, Pole

if TYPE_CHECKING:
    from tests.core.players import Players


def runs_a_round(players: "Players") -> None:
    found = players.known(players.state.rounds, RoundId)
    ways = (c.OpenRound(players.fresh_round()), c.CloseRound(found), c.Reveal(found, "seed"))
    players.act(players.pick(ways))


def writes(players: "Players") -> None:
    here = None if players.chance(4) else players.state.round
    found = here or players.known(players.state.rounds, RoundId)
    phone, known = players.phone(), players.state.rounds.get(found)
    command = c.Contribute(
        players.text() if players.chance(20) else ContributionId(players.meeting.fresh("text")),
        known.dilemma if known else players.dilemma(),
        players.pick(Kind if players.chance(4) else players.state.now_at.kinds or [None]),
        players.words(),
        found,
        players.pick([*Pole, *Pole, None]),
        source="CBS",
        perspective=phone.perspective,
    )
    players.act(command, LEADER if players.chance(6) else phone)


def argues(players: "Players") -> None:
    option = players.option()
    found = players.state.options.get(option)
    command = c.Contribute(
        ContributionId(players.meeting.fresh("text")),
        found.dilemma if found else players.dilemma(),
        players.pick(Kind if players.chance(4) else players.state.now_at.kinds or [None]),
        players.words(),
        option=option,
    )
    players.act(command, players.phone())


def thinks_again(players: "Players") -> None:
    texts = players.state.contributions
    hidden = [each.id for each in texts.values() if not players.state.visible(each)]
    found = players.known(hidden or texts, ContributionId)
    mine = players.state.contributions.get(found)
    reword = c.RewordContribution(found, players.pick([None, *Kind]), players.words())
    command = players.pick([reword, reword, c.WithdrawContribution(found)])
    wrote = [p for p in players.phones if mine and p.tag(command, players.state.era) == mine.tag]
    players.act(command, players.pick([*wrote, *wrote, *wrote, players.phone()]))


def judges_a_text(players: "Players") -> None:
    looking = players.state.looking
    at = looking.contribution if looking else None
    found = at if at and players.chance(2) else players.text()
    late = [each.id for each in players.state.contributions.values() if each.late]
    admit = c.AdmitLate(players.known(late, ContributionId))
    held = [each.id for each in players.state.contributions.values() if each.held]
    back = c.PutBack(players.known(held, ContributionId))
    players.act(players.pick([admit, c.HoldBack(found), back]))


def recognises(players: "Players") -> None:
    texts = players.state.contributions.values()
    found = players.known([x.id for x in texts if players.state.visible(x)], ContributionId)
    phone = players.phone()
    players.act(c.Recognise(found, not players.chance(4)), phone)
    if players.chance(3):
        players.act(c.Recognise(found, on=False), phone)


def adds_an_option(players: "Players") -> None:
    made = players.option() if players.chance(10) else OptionId(players.meeting.fresh("option"))
    who = LEADER if players.chance(2) else players.phone()
    players.act(c.AddOption(made, players.dilemma(), players.words()), who)


def rewords_an_option(players: "Players") -> None:
    title = players.pick([players.words(), f"Optie {players.acts}"])
    players.act(c.RewordOption(players.option(), title, players.words()))


def rates(players: "Players") -> None:
    keys = [*(each.key for each in players.state.script.criteria), "unknown"]
    some = players.random.sample(keys[: None if players.chance(9) else -1], 3)
    values = {key: players.random.randrange(-2, 3) if players.chance(2) else None for key in some}
    players.act(c.Rate(players.option(), values), players.phone())


def shows(players: "Players") -> None:
    players.act(c.HidePictures() if players.chance(4) else c.ShowPicture(players.option()))


def types_cards_in(players: "Players") -> None:
    cards = [
        c.PaperCard(
            row=str(row),
            contribution=ContributionId(players.meeting.fresh("text")),
            perspective=players.phone().perspective,
            kind=players.pick(players.state.now_at.kinds or [None]),
            text="Van een kaartje." if players.chance(2) else players.words(),
            pole=players.pick(Pole),
            option=players.option() if players.chance(4) else None,
        )
        for row in range(players.random.randrange(4))
    ]
    players.act(c.EnterCards(tuple(cards)))


def arranges(players: "Players") -> None:
    state = players.state
    group = players.known(state.groups, GroupId)
    new = GroupId(players.meeting.fresh("group"))
    seen = [each for each in state.contributions.values() if state.visible(each)]
    one = players.pick(seen) if seen else None
    near = [x.id for x in seen if one and (x.pole, x.option) == (one.pole, one.option)]
    some = tuple(
        players.known(near if players.chance(2) else state.contributions, ContributionId)
        for _ in range(players.random.randrange(4))
    )
    grouped = c.GroupCards(new, some, players.words(), players.pick([None, group]))
    named = c.NameGroup(group, players.words())
    together = [x.id for x in seen if x.group is not None]
    alone = c.UngroupCards(tuple(together[:1]) or some[:1])
    players.act(players.pick([grouped, grouped, named, alone]))


def answers(players: "Players") -> None:
    texts = players.state.contributions.values()
    asked = [each.id for each in texts if each.kind is Kind.QUESTION or players.chance(9)]
    found = players.known(asked, ContributionId)
    players.act(c.MarkAnswered(found, on=not players.chance(3)))


def looks_at(players: "Players") -> None:
    texts = players.state.contributions.values()
    seen = [each.id for each in texts if players.state.visible(each)]
    text = c.Focus(contribution=players.known(seen, ContributionId))
    option = c.Focus(option=players.option())
    stand, go_on = c.FreezeScreen(), c.UnfreezeScreen()
    players.act(players.pick([text, text, option, c.Focus(), stand, go_on]))


def rates_anew(players: "Players") -> None:
    if players.chance(2):
        players.act(c.RateAnew())
