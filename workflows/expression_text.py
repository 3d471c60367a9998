"""The text of an expression: our own operator `??` made readable for Python's parser, and words for what is refused."""

from __future__ import annotations

import ast

from workflows.errors import ExpressionError


def python_source(source: str) -> str:
    """The source with our `??` (the value, or if there is none the other one) as an operator Python can parse, of the
    same length and binding between `+` and the comparisons."""
    if "?" not in source and "|" not in source:
        return source
    found: list[str] = []
    quote = ""
    place = 0
    while place < len(source):
        character = source[place]
        if quote:
            if character == "\\":
                found.append(source[place : place + 2])
                place += 2
                continue
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "|":
            raise ExpressionError(
                "Write 'or' instead of '|'.", code="expression_not_allowed", expression=source, position=place
            )
        elif source.startswith("??", place):
            found.append("| ")
            place += 2
            continue
        found.append(character)
        place += 1
    return "".join(found)


def refused(node: ast.AST) -> str:
    """What a kind of syntax is called when it is refused."""
    words = {
        ast.Lambda: "Functions of your own (lambda)",
        ast.ListComp: "Loops inside brackets",
        ast.SetComp: "Loops inside brackets",
        ast.DictComp: "Loops inside brackets",
        ast.GeneratorExp: "Loops inside brackets",
        ast.JoinedStr: "Texts with f'...'",
        ast.Subscript: "Square brackets after a name (use get(list, 0) or a dot)",
        ast.NamedExpr: "Assignments",
        ast.Dict: "Groups written with braces",
        ast.Set: "Sets",
        ast.Starred: "A star before a value",
        ast.Await: "await",
        ast.Yield: "yield",
        ast.YieldFrom: "yield",
        ast.Constant: "Values of this kind",
    }
    return words.get(type(node), type(node).__name__)
