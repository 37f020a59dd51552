"""The syntax of formulas once more, as a grammar for lark: a second opinion on the parser.

Nothing here is taken from the parser under test.
"""

from functools import cache

from lark import Lark, UnexpectedInput

_GRAMMAR = r"""
?start: either
?either: both ("||" both)*
?both: equal ("&&" equal)*
?equal: ordered (("="|"=="|"<>"|"!=") ordered)*
?ordered: sum (("<"|">"|"<="|">=") sum)*
?sum: power (("+"|"-"|"&") power)*
?power: product ("^" product)*
?product: prefixed (("*"|"/") prefixed)*
?prefixed: value | ("+"|"-"|"!"|NOT) prefixed
?value: TRUE | FALSE | NULL | NAME | NUMBER | STRING | "(" either ")" | call
call: NAME "(" [either ("," either)*] ")"

TRUE.2: /true(?![\w$.:#])/i
FALSE.2: /false(?![\w$.:#])/i
NULL.2: /null(?![\w$.:#])/i
NOT.2: /not(?![\w$.:#])/i
NAME: /[A-Za-z$][A-Za-z0-9_$.:#]*/
NUMBER: /[0-9]+(\.[0-9]+)?/
STRING: /"([^"\\\r\n]|\\[nrt"'\\NRT])*"/ | /'([^'\\\r\n]|\\[nrt"'\\NRT])*'/
MAPS: "=>"
BLANK: /[ \t\f\r\n]+/
COMMENT: /\/\*(.|\n)*?\*\//
%ignore BLANK
%ignore COMMENT
"""


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="basic")


def is_formula(text: str) -> bool:
    """Whether a text follows the syntax of formulas."""
    try:
        _parser().parse(text)
    except UnexpectedInput:
        return False
    return True
