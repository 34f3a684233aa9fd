"""What Acme's requirement files may state besides the library's own sections."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen

from wso2_strategy.domain.kinds import Flag, Number, checked


@frozen(field_transformer=checked)
class KeyCustody:
    """The section ``key_custody``: how signing keys are kept.

    Attributes:
        rotation_days: How often keys change, in days.
        hardware_module: Whether they are kept in a hardware security module.
    """

    rotation_days: Annotated[int, Number(low=1, high=3650, whole=True, unit="days")] | None = None
    hardware_module: Annotated[bool, Flag()] | None = None


@frozen(field_transformer=checked)
class Hosting:
    """The section ``hosting``: what Acme's data centres offer.

    Attributes:
        nomad: Whether a Nomad cluster is there.
    """

    nomad: Annotated[bool, Flag()] | None = None
