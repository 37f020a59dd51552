"""The forms of an object's name in a language: its cases, articles, and what else it has.

Source: Metadata API Developer Guide, CustomObjectTranslation Language Support, both pages. A
language that is in no row may have any; in a file that an org gave, cases stand in the order of
the published types, and of each the singular before the plural.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from generator.metadata import published
from generator.metadata.elements import Elements

# The elements that say which form of a name a word is.
FORM = ("article", "caseType", "plural", "possessive")
_SLAVIC = "Nominative Accusative Genitive Dative Instrumental Locative"
_FINNISH = (
    "Nominative Genitive Inessive Elative Illative Adessive Ablative Allative Essive Translative "
    "Partitive"
)
_HUNGARIAN = (
    "Nominative Accusative Dative Inessive Elative Illative Ablative Allative Translative "
    "Instrumental Sublative Superessive Delative Causalfinal Essiveformal Termanative Distributive"
)
_TWO, _THREE = "Masculine Feminine", "Masculine Feminine Neuter"
_SCANDINAVIAN = "None Indefinite Definite"


class Grammar(NamedTuple):
    """What the name of an object has in a language; a text holds several values."""

    cases: str = ""
    articles: str = ""
    possessives: str = ""
    genders: str = ""
    starts: str = ""
    has_plural: bool = True
    is_known: bool = True


_NO_PLURAL = Grammar(has_plural=False)
GRAMMARS = {
    "ar": Grammar(articles="None Definite", possessives="None First Second", genders=_TWO),
    "bg": Grammar(genders=_THREE),
    "cs": Grammar(_SLAVIC, genders=f"{_THREE} AnimateMasculine"),
    "da": Grammar(articles=_SCANDINAVIAN, genders="Feminine Neuter"),
    "de": Grammar("Nominative Accusative Genitive Dative", genders=_THREE),
    "el": Grammar("Nominative Accusative Genitive", genders=_THREE),
    "en_GB": Grammar(starts="Consonant Vowel"),
    "en_US": Grammar(starts="Consonant Vowel"),
    "es": Grammar(genders=_TWO),
    "es_MX": Grammar(genders=_TWO),
    "fi": Grammar(_FINNISH, possessives="None First Second"),
    "fr": Grammar(genders=_TWO, starts="Consonant Vowel"),
    "hr": Grammar(_SLAVIC, genders=_THREE),
    "hu": Grammar(_HUNGARIAN, possessives="None First Second", starts="Consonant Vowel"),
    "in": Grammar(),
    "it": Grammar(genders=_TWO, starts="Consonant Vowel Special"),
    "iw": Grammar(articles="None Definite", genders=_TWO),
    "ja": _NO_PLURAL,
    "ko": _NO_PLURAL,
    "nl_NL": Grammar(genders="Feminine Neuter"),
    "no": Grammar(articles=_SCANDINAVIAN, genders=_THREE),
    "pl": Grammar(_SLAVIC, genders=f"{_THREE} AnimateMasculine"),
    "pt_BR": Grammar(genders=_TWO),
    "pt_PT": Grammar(genders=_TWO),
    "ru": Grammar(
        "Nominative Accusative Genitive Dative Instrumental Prepositional",
        genders=f"{_THREE} AnimateMasculine",
    ),
    "sv": Grammar(articles=_SCANDINAVIAN, genders="Feminine Neuter"),
    "zh_CN": _NO_PLURAL,
    "zh_TW": _NO_PLURAL,
}
_PLAIN = Grammar(is_known=False)


def grammar_of(language: str) -> Grammar:
    """Return what the name of an object has in a language; singular and plural if unknown."""
    return GRAMMARS.get(language, _PLAIN)


def forms(language: str) -> Iterator[Elements]:
    """Yield the elements of each form of a name, without its text, in the order of a retrieve."""
    grammar = grammar_of(language)
    order = list(published.values("CaseType"))
    cases = sorted(_each(grammar.cases), key=lambda each: order.index(each or order[0]))
    plurals = (False, True) if grammar.has_plural else (False,)
    for form in product(_each(grammar.articles), cases, plurals, _each(grammar.possessives)):
        pairs = zip(FORM, form, strict=True)
        yield {name: value for name, value in pairs if value != ""}


def _each(values: str) -> list[str]:
    return values.split() or [""]
