"""The one error that reading or writing X12 may raise, and its closed list of codes."""

from enum import StrEnum

from hub.core.errors import HubError


class X12Code(StrEnum):
    """Stable codes: they are part of the API and of the quarantine reasons a clerk reads."""

    empty = "x12_empty"
    not_x12 = "x12_not_x12"
    charset = "x12_charset"
    too_large = "x12_too_large"
    too_many_segments = "x12_too_many_segments"
    truncated = "x12_truncated"
    envelope = "x12_envelope"
    control_mismatch = "x12_control_mismatch"
    count_mismatch = "x12_count_mismatch"
    duplicate_control = "x12_duplicate_control"
    wrong_version = "x12_wrong_version"
    wrong_type = "x12_wrong_type"
    wrong_usage = "x12_wrong_usage"
    missing = "x12_missing"
    unexpected = "x12_unexpected"
    bad_value = "x12_bad_value"
    unbalanced = "x12_unbalanced"
    unwritable = "x12_unwritable"


class X12Error(HubError):
    """A document that cannot be accepted: `code` is stable, `position` counts segments from 1, values are never quoted.

    Element values may be names or diagnoses, so messages carry the place (segment, element), not the content.
    """

    code, status, title = "x12", 422, "This is not a file we can accept"

    def __init__(
        self,
        code: X12Code,
        message: str,
        *,
        position: int | None = None,
        segment: str | None = None,
        element: int | None = None,
        details: tuple[str, ...] = (),
    ) -> None:
        place = {"position": position, "segment": segment, "element": element, "details": list(details)}
        super().__init__(message, code=str(code), **{key: value for key, value in place.items() if value})
        self.kind = code
        self.position = position
        self.segment = segment
        self.element = element
        self.details = details

    @property
    def sentence(self) -> str:
        """What is wrong and where, for a person."""
        place = "" if self.position is None else f" (segment {self.position}{self._element_text()})"
        return f"{self.detail}{place}"

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"

    def _element_text(self) -> str:
        if self.segment is None:
            return ""
        return f", {self.segment}" if self.element is None else f", {self.segment}{self.element:02d}"
