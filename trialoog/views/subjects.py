"""The subjects that weighings are filed under, by key: the themes of overheid.nl.

Source: the value list "Thema-indeling voor Officiële Publicaties" of the Dutch government
(standaarden.overheid.nl), its top level. Keys stand in addresses and never change.
"""

from collections.abc import Mapping

from trialoog.views.words import N_

SUBJECTS: Mapping[str, str] = {
    "bestuur": N_("Bestuur"),
    "cultuur": N_("Cultuur en recreatie"),
    "economie": N_("Economie"),
    "financien": N_("Financiën"),
    "huisvesting": N_("Huisvesting"),
    "internationaal": N_("Internationaal"),
    "landbouw": N_("Landbouw"),
    "migratie": N_("Migratie en integratie"),
    "natuur": N_("Natuur en milieu"),
    "onderwijs": N_("Onderwijs en wetenschap"),
    "openbare-orde": N_("Openbare orde en veiligheid"),
    "recht": N_("Recht"),
    "ruimte": N_("Ruimte en infrastructuur"),
    "sociale-zekerheid": N_("Sociale zekerheid"),
    "verkeer": N_("Verkeer"),
    "werk": N_("Werk"),
    "zorg": N_("Zorg en gezondheid"),
}
