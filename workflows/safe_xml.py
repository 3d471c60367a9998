"""XML from people: read without a DOCTYPE, entities, files, connections, or more than we can hold."""

from __future__ import annotations

from typing import Any

from lxml import etree

from workflows.errors import DiagramInvalid

MAX_XML = 2 * 1024 * 1024


def read_safely(xml: bytes) -> Any:
    """The XML tree of a file. Anything with a DOCTYPE, in another encoding than UTF-8, or too large is refused
    before a parser sees it; the parser itself resolves no entity and opens no file or connection."""
    if len(xml) > MAX_XML:
        raise DiagramInvalid(f"The file is larger than {MAX_XML // 1024} KB.", code="diagram_too_large")
    if b"\0" in xml or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DiagramInvalid("The file is not UTF-8 text.", code="diagram_not_utf8")
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise DiagramInvalid("The file must not have a DOCTYPE.", code="diagram_doctype")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DiagramInvalid(f"The file is not XML: {error}", code="diagram_not_xml") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramInvalid("The file must not have a DOCTYPE.", code="diagram_doctype")
    return root
