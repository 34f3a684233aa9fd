"""Ten questions on a deployment, answered by its component graph; run it cell by cell."""

# %% A shop runs P3 on virtual machines, with two nodes of everything, behind a firewall of its own.
import networkx as nx

from wso2_strategy.topology import Tier, compare, migration_steps, topology
from wso2_strategy.topology.export import export

waf = Tier("waf", "Web application firewall", kind="proxy", zone="dmz")
shop = topology("P3", high_availability=True).with_tier(waf, before="load-balancer")

# %% 1. What can fail alone and stop API calls?
print("1.", shop.single_points_of_failure("api-call"))

# %% 2. And what stops new tokens?
print("2.", shop.single_points_of_failure("token"))

# %% 3. What happens to each use when the Traffic Managers are down, and why?
for effect in shop.impact("traffic-manager"):
    print("3.", effect.flow, effect.effect, *effect.reasons[:1])

# %% 4. Do calls go on without databases, control plane and Traffic Manager?
lost = ["am-database", "shared-database", "control-plane", "traffic-manager"]
print("4.", shop.flow("api-call").works(lost))

# %% 5. Which ports must the inner firewall let the gateways through to?
edge = topology("P3", high_availability=True, gateway_zone="dmz")
inward = [rule for rule in edge.firewall_rules().between_zones() if rule.source == "gateway"]
print("5.", sorted({(rule.destination, rule.port) for rule in inward if rule.port}))

# %% 6. What in the data zone can be reached, and from where?
for port in shop.exposed_ports("data"):
    print("6.", port.tier, port.port, "from", *port.from_zones)

# %% 7. Would it be safe to serve several tenants from the DMZ?
tenants = topology("P3", high_availability=True, multi_tenant=True, gateway_zone="dmz")
print("7.", *tenants.exposure_findings(), sep="\n   ")

# %% 8. How does a portal user reach the database, and which tier do most connections go to?
print("8.", " > ".join(shop.shortest_path("portal-user", "am-database")))
print("  ", max(nx.in_degree_centrality(shop.graph).items(), key=lambda pair: pair[1])[0])

# %% 9. How does one get here from two All-in-One nodes?
for number, step in enumerate(migration_steps(compare(topology("P1"), shop)), 1):
    print("9.", f"{number}) {step.text[:75]}")

# %% 10. What would a second region cost in firewall rules, and what does the picture look like?
two = topology("P3", high_availability=True, region_layout="MDC2")
print("10.", len(two.firewall_rules()) - len(shop.firewall_rules()), "more rules")
print("   ", export(two, "mermaid").count("-->"), "arrows")
