"""What comes up at random: by what a step is for, and at any moment."""

from tests.core import acts_board as board
from tests.core import acts_meeting as meeting
from tests.core import acts_outcome as outcome
from tests.core import acts_speaking as speaking
from trialoog.core.words import Activity

FITTING = {
    Activity.WRITE: (
        *[board.writes] * 6,
        board.runs_a_round,
        board.thinks_again,
        board.thinks_again,
        board.judges_a_text,
        board.types_cards_in,
    ),
    Activity.RECOGNISE: (board.recognises, board.recognises, board.arranges, board.answers),
    Activity.OPTIONS: (board.adds_an_option, board.rewords_an_option, outcome.merges),
    Activity.ARGUE: (board.argues, board.argues),
    Activity.RATE: (*[board.rates] * 3, board.shows, board.rates_anew),
    Activity.OUTCOME: (
        outcome.proposes,
        outcome.proposes_well,
        outcome.proposes_well,
        outcome.judges_an_outcome,
        outcome.wraps_up,
    ),
    Activity.CONSENT: (outcome.consents, outcome.consents, outcome.reserves),
    Activity.READ_BACK: (outcome.reads_back, outcome.names_an_office, outcome.reserves),
}
ANY = (
    *[meeting.moves] * 5,
    meeting.sits,
    meeting.changes_places,
    meeting.leads,
    meeting.leads,
    meeting.stops,
    meeting.changes_the_lead,
    meeting.asks_anything,
    meeting.asks_anything,
    board.writes,
    board.recognises,
    board.rates,
    board.judges_a_text,
    board.arranges,
    board.answers,
    board.looks_at,
    board.looks_at,
    outcome.proposes_well,
    outcome.merges,
    speaking.asks_for_the_floor,
    speaking.asks_for_the_floor,
    speaking.lowers_a_hand,
    speaking.gives_turns,
    speaking.gives_turns,
    speaking.sets_a_budget,
    speaking.finishes_the_step,
    speaking.finishes_the_step,
)
WHILE_ADJOURNED = (meeting.goes_on, *ANY)
AFTER_CLOSING = (
    meeting.goes_on,
    *[outcome.tells_the_world] * 4,
    *[outcome.answers_for_a_perspective] * 2,
    outcome.removes_words,
    meeting.asks_anything,
    meeting.changes_the_lead,
)
