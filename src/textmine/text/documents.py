"""Put a document together from its title and its body, and tell whether it says anything."""

from __future__ import annotations

import re

__all__ = ["document_text", "says_something"]

_BLANK = re.compile(r"\s+")


def document_text(title: str, body: str) -> str:
    """Join title, newline and body; a title that already heads the body is not repeated.

    Outer white space goes, white space inside is kept: spans found in a document must be spans of the original.

    Examples
    --------
    >>> document_text("路灯不亮", "三天了，没人管。")
    '路灯不亮\\n三天了，没人管。'
    >>> document_text("路灯不亮", "\\n\\t路灯不亮三天了。")
    '路灯不亮三天了。'
    >>> document_text("", "")
    ''
    """
    title, body = title.strip(), body.strip()
    if not title or not body:
        return title or body
    if body[0] != title[0]:  # neither begins with white space, so nothing more needs to be compared
        return f"{title}\n{body}"
    # Twice the title's length leaves room for the white space that exports put between characters.
    head = _BLANK.sub("", body[: 2 * len(title) + 20])
    return body if head.startswith(_BLANK.sub("", title)) else f"{title}\n{body}"


def says_something(text: str) -> bool:
    """Tell whether a text holds a letter or a character of any script: marks and figures alone name no issue.

    Examples
    --------
    >>> [says_something(text) for text in ("灯", "bus", "12345", "！！！", " + ")]
    [True, True, False, False, False]
    """
    return any(map(str.isalpha, text))
