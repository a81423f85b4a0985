"""Know the issue categories: codes, Chinese names, second level, borders and crosswalks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from textmine.errors import InputError
from textmine.resources import corpus_path

__all__ = ["Category", "Subcategory", "Taxonomy", "load_taxonomy"]


@dataclass(frozen=True)
class Subcategory:
    """Describe one second-level code.

    Attributes
    ----------
    code, zh, en : str
    definition : str
        What it covers, in Chinese.
    seeds : tuple of str
        Words that mark it; the mode without labels starts from them.
    petition : tuple of str
        First-level classes of the official petition scheme; the first is used, several mean the crosswalk is ambiguous.
    urban_management : tuple of str
        Component or event classes of digital urban management, where there are any.
    """

    code: str
    zh: str
    en: str = ""
    definition: str = ""
    seeds: tuple[str, ...] = ()
    petition: tuple[str, ...] = ()
    urban_management: tuple[str, ...] = ()


@dataclass(frozen=True)
class Category:
    """Describe one issue category with its borders and its second level."""

    code: str
    zh: str
    en: str = ""
    definition: str = ""
    border: str = ""
    subcategories: tuple[Subcategory, ...] = ()

    @property
    def seeds(self) -> tuple[str, ...]:
        """List the words that mark the category: those of its second level."""
        return tuple(dict.fromkeys(word for sub in self.subcategories for word in sub.seeds))


@dataclass(frozen=True)
class Taxonomy:
    """Hold a set of categories.

    Examples
    --------
    >>> taxonomy = load_taxonomy()
    >>> len(taxonomy.categories), taxonomy.name_of("pollution.noise"), taxonomy.name_of("transport", lang="en")
    (17, '噪音', 'Roads and traffic')
    >>> taxonomy.petition_class("utilities.telecom")
    '科技与信息产业'
    """

    categories: tuple[Category, ...]

    @property
    def codes(self) -> list[str]:
        """List the category codes in the order of the guide."""
        return [category.code for category in self.categories]

    @cached_property
    def _entries(self) -> dict[str, Category | Subcategory]:
        entries: dict[str, Category | Subcategory] = {c.code: c for c in self.categories}
        entries.update({s.code: s for c in self.categories for s in c.subcategories})
        return entries

    def entry(self, code: str) -> Category | Subcategory:
        """Return the category or second-level code, or raise an error that lists the choices."""
        if code not in self._entries:
            raise InputError(
                f"unknown category {code!r}",
                fix=f"choose one of: {', '.join(self.codes)}",
                zh=f"未知类别“{code}”，可选：{'、'.join(self.codes)}",
            )
        return self._entries[code]

    def name_of(self, code: str, *, lang: str = "zh") -> str:
        """Return the name of a code; a code the taxonomy does not know is its own name."""
        entry = self._entries.get(code)
        return code if entry is None else (entry.zh if lang == "zh" else entry.en or entry.zh)

    def petition_class(self, code: str) -> str:
        """Return the official first-level petition class of a second-level code or category; blank when unknown."""
        entry = self._entries.get(code)
        if isinstance(entry, Category):
            counts = [s.petition[0] for s in entry.subcategories if s.petition]
            return max(counts, key=counts.count) if counts else ""
        return entry.petition[0] if entry and entry.petition else ""


def load_taxonomy(path: str | Path | None = None) -> Taxonomy:
    """Load the shipped taxonomy, or one in the same form from a YAML file.

    Raises
    ------
    InputError
        When the file is missing or not a taxonomy.
    """
    return _shipped() if path is None else _load(Path(path))


@lru_cache(maxsize=1)
def _shipped() -> Taxonomy:
    """Keep the shipped taxonomy, which nothing changes: a command reads it several times, a sixth of a second each."""
    return _load(corpus_path("taxonomy.yaml"))


def _load(source: Path) -> Taxonomy:
    import yaml

    try:
        data = yaml.safe_load(source.read_text(encoding="utf-8"))
        categories = tuple(_category(item) for item in data["categories"])
    except FileNotFoundError:
        raise InputError("no such file", path=source, zh="文件不存在") from None
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise InputError(
            f"this is not a taxonomy ({type(error).__name__}: {str(error)[:80]})",
            path=source,
            fix="it needs a list `categories` with code and zh",
            zh="不是分类体系文件，需要 categories 列表（code、zh）",
        ) from None
    if not categories:
        raise InputError("the taxonomy has no categories", path=source, zh="分类体系没有类别")
    return Taxonomy(categories)


def _category(item: dict[str, Any]) -> Category:
    subs = tuple(
        Subcategory(
            code=str(s["code"]),
            zh=str(s["zh"]),
            en=s.get("en", ""),
            definition=s.get("definition", ""),
            seeds=tuple(s.get("seeds", ())),
            petition=tuple(s.get("petition", ())),
            urban_management=tuple(s.get("urban_management", ())),
        )
        for s in item.get("subcategories", ())
    )
    return Category(
        str(item["code"]),
        str(item["zh"]),
        item.get("en", ""),
        item.get("definition", ""),
        item.get("border", ""),
        subs,
    )
