"""What was not stated, and what was taken instead."""

from __future__ import annotations

from wso2_strategy import (
    Availability,
    Requirements,
    Selection,
    Traffic,
    fact,
    sources,
)

from .advice import advise

availability = fact(Availability)
requirements = fact(Requirements)
traffic = fact(Traffic)
layout = fact(Selection, "layout")

RULES = (
    advise(
        "traffic-not-stated",
        "note",
        traffic.peak_tps.absent(),
        "No peak load is stated.",
        "State {ask:traffic.peak_tps}: without it the capacity of the pattern is not checked.",
        sources.STRATEGY,
        "derived",
    ),
    advise(
        "average-does-not-size",
        "note",
        traffic.average_tps.present() & traffic.peak_tps.absent(),
        "Only an average load is stated ({traffic.average_tps:,.0f} requests/s), and capacity "
        "follows the peak.",
        "State {ask:traffic.peak_tps}: the average decides nothing.",
        sources.STRATEGY,
        "derived",
    ),
    advise(
        "environment-not-stated",
        "note",
        requirements.environment.absent(),
        "No environment is stated, so production is taken.",
        "State {ask:environment} if this is not for production; redundancy follows from it.",
        sources.STRATEGY,
        "assumed",
    ),
    advise(
        "horizon-not-stated",
        "note",
        traffic.annual_growth.present() & traffic.horizon_months.absent(),
        "Growth is stated, but not over how many months; a named assumption says how many.",
        "State {ask:traffic.horizon_months}: how long the first size must last.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "regions-not-stated",
        "note",
        availability.region_mode.present() & availability.regions.absent(),
        "How regions relate is stated, but not how many there are.",
        "State {ask:availability.regions}: two are taken.",
        sources.MULTI_DC,
        "assumed",
    ),
    advise(
        "region-mode-not-stated",
        "caution",
        (layout.subject == "regions") & availability.region_mode.absent(),
        "How the regions relate was not stated, so the layout {layout.id} is this project's "
        "choice: the simplest that provides what is needed.",
        "State {ask:availability.region_mode}. Regions with a control plane each suit where a "
        "region must work and survive alone, write for itself, and databases can replicate; one "
        "central control plane suits where further regions only run gateways near their "
        "backends, databases cannot replicate, or the budget is small.",
        sources.MULTI_DC,
        "stated",
    ),
)
