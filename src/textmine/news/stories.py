"""Tell problems to their end: place, problem, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textmine.news.issue_features import read_sentence
from textmine.news.issue_status import told_status, undone_after
from textmine.news.issues import LOOK_AHEAD, Issue, find_issues
from textmine.news.sentences import MAX_SENTENCE, Sentence, full_width, quote_window, split_sentences

__all__ = ["Story", "find_stories"]


@dataclass(frozen=True)
class Story:
    """Hold a problem told to its end: place, problem, and the sentence that tells the fix."""

    place: str
    problem: str
    fix: str
    category: str


def find_stories(text: str) -> list[Story]:
    """List the problems of a text whose solution is told, each with the sentence that tells it.

    Examples
    --------
    >>> [(s.problem, s.fix) for s in find_stories("灯芯巷社区的化粪池堵了，没人管。老书记请来排水所，化粪池当天修好。")]
    [('灯芯巷社区的化粪池堵了，没人管。', '老书记请来排水所，化粪池当天修好。')]
    """
    sentences = split_sentences(text)
    at = {sentence.text: n for n, sentence in reversed(list(enumerate(sentences)))}
    stories: list[Story] = []
    for issue in find_issues(text):
        number = at.get(issue.sentence)
        if issue.status != "resolved" or number is None:
            continue
        fix = _fix(issue, sentences, number)
        # Several problems of one sentence that tells problem and end are one story.
        if fix and not any(story.problem == issue.sentence and story.fix == fix for story in stories):
            stories.append(Story(issue.place, issue.sentence, fix, issue.category))
    return stories


def _fix(issue: Issue, sentences: Sequence[Sentence], number: int) -> str:
    here = sentences[number]
    for sentence in sentences[number + 1 : number + 1 + 3 * LOOK_AHEAD]:
        if sentence.paragraph - here.paragraph > 1 and not (issue.thing and issue.thing in sentence.text):
            continue
        reading = read_sentence(full_width(sentence.text))
        if told_status(reading) == "resolved" and not undone_after(reading.text, reading.better[0]):
            at = reading.better[0]
            return quote_window(sentence.text, at, at + 2)
    own = told_status(read_sentence(full_width(here.text))) == "resolved"
    return here.text if own and len(here.text) <= MAX_SENTENCE else ""
