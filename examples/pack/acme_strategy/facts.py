"""What Acme's requirement files may state besides the library's own sections."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen

from wso2_strategy.domain.kinds import Flag, Number, Words, checked


@frozen(field_transformer=checked)
class KeyCustody:
    """The section ``key_custody``: how signing keys are kept."""

    rotation_days: Annotated[
        int | None,
        Number(low=1, high=3650, whole=True, unit="days"),
        Words("rotation of keys", "How often do signing keys change, in days?"),
    ] = None
    hardware_module: Annotated[
        bool | None,
        Flag(),
        Words("custody of keys", "Are signing keys kept in a hardware security module?"),
    ] = None


@frozen(field_transformer=checked)
class Hosting:
    """The section ``hosting``: what Acme's data centres offer."""

    nomad: Annotated[bool | None, Flag(), Words("Nomad", "Is there a Nomad cluster?")] = None
