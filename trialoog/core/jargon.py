"""Words of offices, each with a plainer one, in Dutch and English. A list to add to, no logic.

Only words that mean the plainer one nearly everywhere. What a law or this application has a use for
of its own stays out: "uitvoering", "mandaat", "voorbehoud", "implementation". Starts from the
examples of the Dutch government (communicatierijk.nl, "Taalniveau B1").
"""

from collections.abc import Mapping


def _table(rows: str) -> Mapping[str, str]:
    """Return the plainer words by what they stand for, from rows as "thans: nu"."""
    pairs = (row.partition(":") for row in rows.strip().splitlines())
    return {office.strip(): plainer.strip() for office, _, plainer in pairs}


PLAINER: Mapping[str, Mapping[str, str]] = {
    "nl": _table("""
        aangaande: over
        additioneel: extra
        additionele: extra
        adequaat: goed
        adequate: goede
        adresseren: aanpakken
        alsmede: en ook
        alvorens: voordat
        beogen: willen
        beoogt: wil
        bewerkstelligen: zorgen voor
        bewerkstelligt: zorgt voor
        borgen: zorgen voor
        borging: zorgen voor
        casuïstiek: gevallen
        concretiseren: concreet maken
        conform: volgens
        consequentie: gevolg
        consequenties: gevolgen
        continueren: doorgaan met
        creëren: maken
        creëert: maakt
        derhalve: daarom
        desalniettemin: toch
        dien te: moet
        dienen te: moeten
        dient te: moet
        dientengevolge: daardoor
        discrepantie: verschil
        doch: maar
        door middel van: met
        echter: maar
        faciliteren: mogelijk maken
        faciliteert: maakt mogelijk
        gefaciliteerd: mogelijk gemaakt
        geborgd: gezorgd voor
        genereren: opleveren
        genereert: levert op
        geschieden: gebeuren
        geschiedt: gebeurt
        geïmplementeerd: ingevoerd
        governance: bestuur
        implementatie: invoering
        implementeert: voert in
        implementeren: invoeren
        in het kader van: voor
        indien: als
        ingevolge: volgens
        initiëren: beginnen
        inventariseren: op een rij zetten
        inzake: over
        jegens: tegenover
        krachtens: volgens
        met betrekking tot: over
        middels: met
        mitigeren: verminderen
        mitigerende: verzachtende
        mits: alleen als
        monitoren: volgen
        monitoring: volgen
        niettemin: toch
        omtrent: over
        ondanks het feit dat: hoewel
        optimaliseren: verbeteren
        overeenkomstig: volgens
        participatie: meedoen
        participeren: meedoen
        pilot: proef
        pilots: proeven
        prioriteren: kiezen wat voorgaat
        proactief: uit zichzelf
        reeds: al
        relevant: belangrijk
        relevante: belangrijke
        stakeholder: betrokkene
        stakeholders: betrokkenen
        substantieel: groot
        substantiële: grote
        te allen tijde: altijd
        ten aanzien van: over
        ten behoeve van: voor
        ten gevolge van: door
        ten tijde van: tijdens
        teneinde: om
        tevens: ook
        thans: nu
        transitie: overgang
        uitrol: invoering
        uitrollen: invoeren
        verstrekken: geven
        verstrekt: geeft
        vigerend: geldend
        vigerende: geldende
        voorts: verder
        woonachtig: woont
        zorg dragen voor: zorgen voor
        zulks: dat
    """),
    "en": _table("""
        a number of: some
        additionally: also
        aforementioned: this
        approximately: about
        ascertain: find out
        at this point in time: now
        by means of: with
        commence: start
        commenced: started
        commences: starts
        disseminate: send out
        due to the fact that: because
        endeavour: try
        expedite: speed up
        facilitate: help
        facilitated: helped
        facilitates: helps
        for the purpose of: for
        going forward: from now on
        henceforth: from now on
        implement: carry out
        implemented: carried out
        implementing: carrying out
        in accordance with: following
        in lieu of: instead of
        in order to: to
        in relation to: about
        in respect of: about
        in the event of: if there is
        in the event that: if
        incentivise: encourage
        inter alia: among other things
        leverage: use
        mitigate: reduce
        mitigated: reduced
        notwithstanding: despite
        numerous: many
        optimise: improve
        optimize: improve
        per annum: a year
        prior to: before
        pursuant to: under
        remuneration: pay
        requisite: needed
        stakeholder: person involved
        stakeholders: people involved
        subsequent to: after
        subsequently: later
        sufficient: enough
        terminate: end
        terminated: ended
        the majority of: most
        utilisation: use
        utilise: use
        utilised: used
        utilize: use
        utilized: used
        whilst: while
        with regard to: about
        with respect to: about
    """),
}
