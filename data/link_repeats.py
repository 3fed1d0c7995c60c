"""What was told before, by another file: an 835 sent again in a new envelope must not count twice."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Told(Protocol):
    """Something that a file told, known by its content; without one it repeats nothing."""

    key: str
    file: str

    @property
    def content(self) -> Hashable | None:
        """Equal for what says the same."""


T = TypeVar("T", bound=Told)


@dataclass(slots=True)
class Repeats(Generic[T]):
    """What each file told so far, by content, and repetitions of what is not tied yet.

    The n-th of equal events in one file repeats the n-th that an earlier file told: a file alone repeats
    nothing.
    """

    _told: dict[Hashable, dict[str, list[T]]] = field(default_factory=dict)
    _waiting: dict[str, list[T]] = field(default_factory=lambda: defaultdict(list))

    def first_of(self, event: T) -> T | None:
        """What the event repeats, as it was told first; takes note of the event."""
        if event.content is None:
            return None
        files = self._told.setdefault(event.content, {})
        own = files.setdefault(event.file, [])
        before = next((told for told in files.values() if len(told) > len(own)), None)
        first = None if before is None else before[len(own)]
        own.append(event if first is None else first)
        return first

    def wait(self, first: T, event: T) -> None:
        """Takes note that the event will be tied when the first one is."""
        self._waiting[first.key].append(event)

    def waiting_for(self, first: T) -> list[T]:
        """Repetitions of an event that waited for it."""
        return self._waiting.pop(first.key, [])
