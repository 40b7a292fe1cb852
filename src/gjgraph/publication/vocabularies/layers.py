"""A layered layout of a directed graph: what leads up stands above, crossings are few (after Sugiyama)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 12
BEND = "·"
"""Begins the name of a place where a long edge passes a layer."""


@dataclass
class Layout:
    """Where things stand: their middles, and the ways of the edges from the lower end to the upper one."""

    x: dict[str, float]
    layers: list[list[str]]
    routes: dict[tuple[str, str], list[str]]


def layout(widths: Mapping[str, float], edges: Sequence[tuple[str, str]], gap: float, bend: float) -> Layout:
    """Place things of some widths; each edge leads from below to above, unless that went round in a circle.

    `gap` is the least distance between two things, `bend` the width that a passing edge takes.
    """
    upward = without_circles(edges)
    level = levels(widths, upward)
    known = dict(widths)
    routes: dict[tuple[str, str], list[str]] = {}
    links: list[tuple[str, str]] = []
    members: dict[int, list[str]] = defaultdict(list)
    for name in widths:
        members[level[name]].append(name)
    for low, high in edges:
        below, above = (low, high) if level[low] >= level[high] else (high, low)
        way = [below]
        for between in range(level[below] - 1, level[above], -1):
            name = f"{BEND}{len(known)}"
            known[name] = bend
            members[between].append(name)
            way.append(name)
        way.append(above)
        links += list(pairwise(way))
        routes[low, high] = way if below == low else way[::-1]
    layers = [members[number] for number in sorted(members)]
    order(layers, links)
    return Layout(places(layers, links, known, gap), layers, routes)


def without_circles(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the edges that would close a circle with those before them."""
    above: dict[str, set[str]] = defaultdict(set)
    kept: list[tuple[str, str]] = []
    for low, high in edges:
        waiting, seen = [high], {high}
        while waiting:
            new = above[waiting.pop()] - seen
            seen |= new
            waiting += new
        if low not in seen:
            above[low].add(high)
            kept.append((low, high))
    return kept


def levels(names: Iterable[str], upward: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Tell in which layer each stands, counted from above: right below the lowest that it leads up to."""
    level = dict.fromkeys(names, 0)
    for _ in level:
        for low, high in upward:
            level[low] = max(level[low], level[high] + 1)
    return level


def order(layers: list[list[str]], links: Sequence[tuple[str, str]]) -> None:
    """Order each layer so that edges seldom cross: by the middle of those linked, up and down in turn."""
    near: dict[str, list[str]] = defaultdict(list)
    for low, high in links:
        near[low].append(high)
        near[high].append(low)
    for sweep in range(SWEEPS):
        rows = layers if sweep % 2 == 0 else layers[::-1]
        for fixed, moved in pairwise(rows):
            place = {name: number / max(1, len(fixed)) for number, name in enumerate(fixed)}
            now = {name: number / max(1, len(moved)) for number, name in enumerate(moved)}

            def middle(name: str, place: dict[str, float] = place, now: dict[str, float] = now) -> float:
                found = [place[each] for each in near[name] if each in place]
                return sum(found) / len(found) if found else now[name]

            moved.sort(key=middle)


def places(
    layers: Sequence[Sequence[str]], links: Sequence[tuple[str, str]], widths: Mapping[str, float], gap: float
) -> dict[str, float]:
    """Place each layer: near those linked, in order, never closer than `gap`."""
    near: dict[str, list[str]] = defaultdict(list)
    for low, high in links:
        near[low].append(high)
        near[high].append(low)
    x: dict[str, float] = {}
    for row in layers:
        start = -sum(widths[name] + gap for name in row) / 2
        for name in row:
            x[name] = start + widths[name] / 2
            start += widths[name] + gap
    for sweep in range(SWEEPS):
        for row in layers if sweep % 2 == 0 else layers[::-1]:
            wished = {
                name: sum(x[each] for each in near[name]) / len(near[name]) if near[name] else x[name]
                for name in row
            }
            spread(row, wished, widths, gap, x)
    left = min((x[name] - widths[name] / 2 for name in x), default=0.0)
    return {name: place - left for name, place in x.items()}


def spread(
    row: Sequence[str],
    wished: Mapping[str, float],
    widths: Mapping[str, float],
    gap: float,
    x: dict[str, float],
) -> None:
    """Give each in a row the place that it wishes, as far as its neighbours leave room on both sides."""
    right: list[float] = []
    for number, name in enumerate(row):
        least = right[-1] + (widths[row[number - 1]] + widths[name]) / 2 + gap if number else wished[name]
        right.append(max(wished[name], least))
    left = list(right)
    for number in range(len(row) - 1, -1, -1):
        name = row[number]
        if number == len(row) - 1:
            left[number] = wished[name]
        else:
            most = left[number + 1] - (widths[row[number + 1]] + widths[name]) / 2 - gap
            left[number] = min(wished[name], most)
    for number, name in enumerate(row):
        x[name] = (right[number] + left[number]) / 2
