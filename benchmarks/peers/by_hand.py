"""The limit: the same decision written by hand, looked up, or told by a plain loop."""

from __future__ import annotations

from typing import Any

from peers.contender import Contender
from peers.problem import INPUTS, Parcel, findings, parcels, way


def _values(parcel: Parcel) -> tuple[Any, ...]:
    return tuple(parcel[name] for name in INPUTS)


def if_else() -> Contender:
    """Return nested conditions that tell how a parcel travels, and nothing else."""
    return Contender(_way, _values, lambda found: (found,) if found else (), meant=way)


def all_by_if() -> Contender:
    """Return conditions that tell every conclusion."""
    return Contender(_conclusions, _values)


def dictionary() -> Contender:
    """Return a table of the answers to every parcel that is asked about."""
    asked = (parcel for seed in (1, 2) for parcel in parcels(500, seed))
    table = {_values(parcel): tuple(findings(parcel)) for parcel in asked}
    return Contender(table.__getitem__, _values)


def plain_loop() -> Contender:
    """Return a loop over the declarations, as a programmer writes it in ten lines."""
    return Contender(findings)


def _way(parcel: tuple[Any, ...]) -> str | None:
    weight, distance, _, _, days, _, _, _, _, _, _, _ = parcel
    if distance > 800:
        if days > 2:
            return "by-rail" if weight > 30 else "by-road"
        return "by-air" if weight <= 150 else None
    if weight > 30:
        return "by-lorry"
    if weight > 5:
        return "by-van"
    return "by-bicycle" if days <= 2 else None


def _conclusions(parcel: tuple[Any, ...]) -> list[str]:  # noqa: C901, PLR0912, PLR0915 - the point
    (
        weight,
        distance,
        value,
        items,
        days,
        returned,
        region,
        customer,
        payment,
        fragile,
        cooled,
        weekend,
    ) = parcel
    found = []
    add = found.append
    heavy, far, near = weight > 30, distance > 800, distance <= 800
    urgent, valuable, insured = days <= 2, value > 500, value > 5000
    if far:
        add("far")
        if cooled and days > 1:
            add("dry-ice")
        if urgent and weight <= 150:
            add("by-air")
    else:
        add("near")
        if urgent:
            add("courier")
    if heavy:
        add("heavy")
        if weight > 120:
            add("pallet")
            if weekend:
                add("advance-notice")
        if far:
            add("costly")
            if days > 2:
                add("by-rail")
        else:
            add("by-lorry")
        if fragile:
            add("two-people")
    else:
        add("light")
        if items > 10 and days > 5:
            add("consolidated")
        if near:
            add("cheap")
            if weight > 5:
                add("by-van")
            elif urgent:
                add("by-bicycle")
        elif days > 2:
            add("by-road")
    if valuable:
        add("valuable")
        if insured:
            add("insured")
    if items > 10:
        add("bulky")
    if urgent:
        add("urgent")
        if weekend:
            add("surcharge")
    if region == "home":
        add("domestic")
    elif region == "abroad":
        add("foreign")
        if value > 150:
            add("customs")
    if payment == "invoice":
        add("on-account")
    if customer == "new":
        add("unknown")
        if payment == "invoice":
            add("risky")
            if valuable:
                add("prepaid")
    if returned > 0.3:
        add("doubtful")
        if valuable:
            add("review")
            if customer == "new":
                add("signed-for")
    if fragile:
        add("careful")
        if insured:
            add("crate")
    if cooled:
        add("cold-chain")
    return found
