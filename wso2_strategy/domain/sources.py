"""The documents that the knowledge rests on, each named once.

Pages of the 4.7.0 documentation are linked where they live. Older pages are
linked at the commit at which they were read, so that a reader finds the same
words.
"""

from __future__ import annotations

from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference.provenance import Source

_DOCS_47 = "https://wso2.com/api-platform/docs/api-manager/4.7.0/"
_DOCS_APIM = "https://github.com/wso2/docs-apim/blob/"
_HELM = "https://github.com/wso2/helm-apim/tree/5be7c15f3f60ac1cba08e7d8f16c835ebf24ea9d/"
_SETUP = "install-and-setup/setup/"


def docs_page(title: str, path: str) -> Source:
    """Name a page of the WSO2 API Manager 4.7.0 documentation."""
    return Source(f"WSO2 API Manager 4.7.0: {title}", f"{_DOCS_47}{path}/")


def _older_page(title: str, commit: str, path: str) -> Source:
    return Source(f"WSO2 API Manager docs: {title}", f"{_DOCS_APIM}{commit}/en/docs/{path}.md")


STRATEGY = docs_page(
    "Choosing Your Deployment Strategy", "get-started/choosing-your-deployment-strategy"
)
PATTERNS = docs_page("Deployment Patterns", "get-started/deployment-patterns")
PLATFORMS = docs_page("Deployment Platforms", "get-started/deployment-platforms")
SCALING = docs_page("Scaling the Gateway", "api-gateway/scaling-the-gateway")
ALL_IN_ONE = docs_page(
    "All-in-One Deployment Overview", f"{_SETUP}single-node/all-in-one-deployment-overview"
)
ACTIVE_ACTIVE = docs_page(
    "Configuring an Active-Active Deployment",
    f"{_SETUP}single-node/configuring-an-active-active-deployment",
)
SIMPLE_SCALABLE = docs_page(
    "Simple Scalable Setup",
    f"{_SETUP}distributed-deployment/deploying-wso2-api-m-in-a-simple-scalable-setup",
)
KEY_MANAGER_SEPARATED = docs_page(
    "Distributed Setup with Key Manager Separated",
    f"{_SETUP}distributed-deployment/deploying-wso2-api-m-in-a-distributed-setup-with-km-separated",
)
KEY_MANAGER_OPAQUE_ONLY = _older_page(
    "Distributed Setup with Key Manager Separated (4.0-4.4)",
    "377b9571",
    f"{_SETUP}distributed-deployment/deploying-wso2-api-m-in-a-distributed-setup-with-km-separated",
)
DEPLOYMENT_OVERVIEW = _older_page("Deployment Overview", "02a04177", f"{_SETUP}deployment-overview")
MULTI_DC = docs_page(
    "Multi-DC Deployment Patterns Overview",
    f"{_SETUP}multi-dc-deployment/multi-dc-deployment-patterns-overview",
)
MULTI_DC_1 = docs_page(
    "Configuring Multi-DC Deployment Pattern 1",
    f"{_SETUP}multi-dc-deployment/configuring-multi-dc-deployment-pattern-1",
)
MULTI_DC_2 = docs_page(
    "Configuring Multi-DC Deployment Pattern 2",
    f"{_SETUP}multi-dc-deployment/configuring-multi-dc-deployment-pattern-2",
)
OPENSHIFT = docs_page(
    "OpenShift Deployment Overview",
    f"{_SETUP}kubernetes-deployment/openshift/openshift-deployment-overview",
)
KUBERNETES_P2 = docs_page(
    "Kubernetes Pattern 2",
    f"{_SETUP}kubernetes-deployment/kubernetes/am-pattern-2-all-in-one-gw",
)
KUBERNETES_P3 = docs_page(
    "Kubernetes Pattern 3",
    f"{_SETUP}kubernetes-deployment/kubernetes/am-pattern-3-acp-tm-gw",
)
KUBERNETES_P4 = docs_page(
    "Kubernetes Pattern 4",
    f"{_SETUP}kubernetes-deployment/kubernetes/am-pattern-4-acp-tm-gw-km",
)
KUBERNETES_P5 = docs_page(
    "Kubernetes Pattern 5",
    f"{_SETUP}kubernetes-deployment/kubernetes/am-pattern-5-all-in-one-gw-km",
)
KUBERNETES_P6 = docs_page(
    "Kubernetes Pattern 6",
    f"{_SETUP}kubernetes-deployment/kubernetes/am-pattern-6-all-in-one-is-as-km",
)
KUBERNETES_OVERVIEW = docs_page(
    "Kubernetes Deployment Overview",
    f"{_SETUP}kubernetes-deployment/kubernetes/kubernetes-overview",
)
IDENTITY_SERVER_CONNECTOR = docs_page(
    "Configure WSO2 Identity Server 7.x as a Key Manager",
    "api-security/key-management/third-party-key-managers/configure-wso2is7-connector",
)
RATE_LIMITING_CLUSTER = docs_page(
    "Rate Limiting in an API Gateway Cluster",
    "api-gateway/rate-limiting/configuring-rate-limiting-api-gateway-cluster",
)
TUNING = docs_page("Tuning Performance", f"{_SETUP}deployment-best-practices/tuning-performance")
HEALTH_CHECKS = docs_page(
    "Basic Health Checks", f"{_SETUP}deployment-best-practices/basic-health-checks"
)
PRODUCTION_AND_SANDBOX = docs_page(
    "Maintaining Separate Production and Sandbox Gateways",
    "api-gateway/maintaining-separate-production-and-sandbox-gateways",
)
MULTI_GATEWAYS = Source(
    "WSO2 API Manager 4.0.0: Publish Through Multiple API Gateways",
    "https://apim.docs.wso2.com/en/4.0.0/deploy-and-publish/deploy-on-gateway/deploy-api/"
    "deploy-through-multiple-api-gateways/",
)
PRODUCTION_GUIDELINES = docs_page(
    "Production Deployment Guidelines",
    f"{_SETUP}deployment-best-practices/production-deployment-guidelines",
)
SECURITY_GUIDELINES = docs_page(
    "Security Guidelines for Production Deployment",
    f"{_SETUP}deployment-best-practices/security-guidelines-for-production-deployment",
)
LOAD_BALANCER = docs_page(
    "Configuring the Proxy Server and the Load Balancer",
    f"{_SETUP}setting-up-proxy-server-and-the-load-balancer/"
    "configuring-the-proxy-server-and-the-load-balancer",
)
PREREQUISITES = docs_page(
    "Installation Prerequisites", "install-and-setup/install/installation-prerequisites"
)
PRODUCT_COMPATIBILITY = docs_page("Product Compatibility", "reference/product-compatibility")
DEFAULT_PORTS = docs_page("Default Product Ports", "reference/default-product-ports")
PERFORMANCE = docs_page("Performance Test Results", "reference/performance-tests-results")
BENCHMARKS = Source("WSO2 API Manager benchmarks", "https://github.com/wso2/performance-apim")
TOKEN_PERFORMANCE = _older_page(
    "Performance Test Results, Token Persistence",
    "1174e880",
    f"{_SETUP}deployment-best-practices/performance-test-results-token-persistence",
)
TOKEN_PERSISTENCE = docs_page(
    "Token Persistence", "api-security/key-management/tokens/token-persistence"
)
ARCHITECTURE = docs_page("API-M Architecture", "get-started/apim-architecture")
HELM = Source("WSO2 helm-apim charts 4.7.0-1", _HELM)
GDPR = docs_page(
    "General Data Protection Regulation",
    f"{_SETUP}security/general-data-protection-regulation-gdpr-for-wso2-api-manager",
)
IDLE_CONNECTIONS = Source(
    "wso2/docs-apim issue 1390 (idle JMS connections)",
    "https://github.com/wso2/docs-apim/issues/1390",
)
DOUBLED_LIMITS = Source(
    "wso2/product-apim issue 11462 (limits double with two Traffic Managers)",
    "https://github.com/wso2/product-apim/issues/11462",
)
LOST_REVOCATIONS = Source(
    "wso2/api-manager issue 1935 (revocations lost between control planes)",
    "https://github.com/wso2/api-manager/issues/1935",
)
PUBLISH_IN_PAIRS = Source(
    "wso2/api-manager issue 3389 (events between the nodes of a pair)",
    "https://github.com/wso2/api-manager/issues/3389",
)
TENANT_LOADING = Source(
    "wso2/api-manager issue 3904 (tenants under a central control plane, closed for 4.6.0)",
    "https://github.com/wso2/api-manager/issues/3904",
)
ISSUE_5199 = Source(
    "wso2/api-manager issue 5199", "https://github.com/wso2/api-manager/issues/5199"
)
ISSUE_5095 = Source(
    "wso2/api-manager issue 5095", "https://github.com/wso2/api-manager/issues/5095"
)
GAP = Source("This project's own assumption; WSO2's documentation is silent")
DISTRIBUTED_PORTS = _older_page(
    "Understanding the Distributed Deployment of WSO2 API-M (3.x)",
    "76b47439",
    f"{_SETUP}distributed-deployment/understanding-the-distributed-deployment-of-wso2-api-m",
)
MOESIF = docs_page(
    "Moesif Integration Guide",
    "monitoring/api-analytics/moesif-analytics/moesif-integration-guide",
)
DATADOG = docs_page(
    "Datadog Installation Guide", "monitoring/api-analytics/on-prem/datadog-installation-guide"
)
OPENSEARCH = docs_page(
    "OpenSearch Installation Guide",
    "monitoring/api-analytics/on-prem/opensearch-installation-guide",
)
PLATFORM_GATEWAY = docs_page(
    "Getting Started with Platform Gateway", "api-gateway/platform-gateway/getting-started"
)
PLATFORM_GATEWAY_SETUP = docs_page(
    "Setting Up Platform Gateway for Production", "api-gateway/platform-gateway/setting-up"
)
FEDERATED_GATEWAYS = docs_page(
    "Federated Gateways Overview", "api-gateway/federated-gateways/overview"
)
KUBERNETES_GATEWAY = Source(
    "WSO2 API Manager 4.5.0: Kubernetes Gateway integration with API Manager",
    "https://apim.docs.wso2.com/en/4.5.0/install-and-setup/setup/distributed-deployment/"
    "configuring-apim-as-a-gateway/",
)
ABOUT_RELEASE = docs_page("About This Release", "get-started/about-this-release")
IDENTITY_SERVER_AS_KEY_MANAGER = docs_page(
    "Configuring WSO2 Identity Server as a Key Manager",
    f"{_SETUP}distributed-deployment/configuring-wso2-identity-server-as-a-key-manager",
)
DISTRIBUTED_THROTTLING = docs_page(
    "Distributed Throttling", "api-gateway/rate-limiting/distributed-throttling"
)
DATABASES = docs_page("Setting Up Databases", f"{_SETUP}setting-up-databases/overview")
SYMMETRIC_ENCRYPTION = docs_page(
    "Symmetric Encryption", f"{_SETUP}security/encryption/symmetric-encryption"
)


def named(name: str) -> Source:
    """Return the source with a name as tables write it.

    Raises:
        UnknownNameError: There is no such source.

    >>> named("all-in-one").title
    'WSO2 API Manager 4.7.0: All-in-One Deployment Overview'
    """
    known = {
        each.lower().replace("_", "-"): source
        for each, source in globals().items()
        if isinstance(source, Source)
    }
    if name not in known:
        raise UnknownNameError("source", name, known)
    return known[name]
