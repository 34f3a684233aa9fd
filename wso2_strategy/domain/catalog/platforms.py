"""The platforms that WSO2 API Manager is documented for."""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.domain.catalog.vocabulary import Platform

PLATFORMS = (
    Platform(
        id="virtual-machines",
        name="Virtual machines",
        called="virtual machines",
        summary="The product runs directly on an operating system, in an own data centre or on "
        "rented machines: full control of hardware, network and system.",
        source=sources.PLATFORMS,
    ),
    Platform(
        id="kubernetes",
        name="Kubernetes",
        summary="Helm charts on a managed or own cluster: automatic scaling and restart, "
        "declarative configuration, portability.",
        source=sources.PLATFORMS,
    ),
    Platform(
        id="openshift",
        name="OpenShift",
        summary="Kubernetes with stricter built-in security: images for group 0, adapted "
        "security contexts, and Routes.",
        source=sources.OPENSHIFT,
        extends="kubernetes",
        on_demand=True,
    ),
)
