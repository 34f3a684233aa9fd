"""What is open to whom."""

import csv
import io

import pytest
from attrs import evolve

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.topology import Connection, Tier, Topology, topology

_PATTERNS = tuple(pattern.id for pattern in CATALOG.patterns)


def broken(built: Topology) -> set[str]:
    return {finding.rule.id for finding in built.exposure_findings()}


class TestFirewallRules:
    def test_each_opening_is_one_rule_with_all_its_purposes(self) -> None:
        """Connections between the same ends on the same port need one opening."""
        rules = topology("P3").firewall_rules()
        (servlet,) = [
            rule
            for rule in rules
            if (rule.source, rule.destination, rule.port) == ("gateway", "control-plane", 9443)
        ]
        assert servlet.connections == ("C10", "C17", "C18")
        assert len(servlet.purposes) == 3

    def test_every_connection_on_the_network_has_its_opening(self) -> None:
        """And nothing else has."""
        built = topology("P4", region_layout="MDC2", redundancy="all")
        openings = {
            (rule.source, rule.destination, rule.port, rule.protocol)
            for rule in built.firewall_rules()
        }
        assert openings == {
            (each.opener, each.target, each.port, each.protocol)
            for each in built.connections()
            if each.reach != "local"
        }

    def test_what_stays_inside_a_node_needs_no_opening(self) -> None:
        """P0 reports requests to itself."""
        rules = topology("P0").firewall_rules()
        assert not [rule for rule in rules if rule.source == rule.destination]

    def test_a_gateway_in_the_dmz_needs_the_documented_openings_inwards(self) -> None:
        """9443, 5672, 9611 and 9711, and on virtual machines the same."""
        inward = {
            rule.port
            for rule in topology("P3", gateway_zone="dmz").firewall_rules().between_zones()
            if (rule.source_zone, rule.destination_zone) == ("dmz", "application")
            and rule.source == "gateway"
        }
        assert inward == {9443, 5672, 9611, 9711}

    def test_an_opening_is_required_if_any_of_its_connections_is(self) -> None:
        """The gateway environment URL alone is not."""
        rules = {
            (rule.source, rule.destination, rule.port): rule.required
            for rule in topology("P3").firewall_rules()
        }
        assert rules["gateway", "control-plane", 9443]
        assert not rules["control-plane", "gateway", 9443]

    def test_csv_has_a_line_per_rule_under_its_header(self) -> None:
        """And keeps purposes with commas in one cell."""
        rules = topology("P3").firewall_rules()
        rows = list(csv.DictReader(io.StringIO(rules.to_csv())))
        assert len(rows) == len(rules)
        assert rows[0]["source"] == "client"
        assert rows[0]["purpose"] == "call an API; get, revoke and look up tokens and keys"

    def test_markdown_keeps_its_columns_whatever_a_user_writes(self) -> None:
        """A bar in a purpose is escaped."""
        odd = Connection("U1", "client", "backend", "a|b", port=1)
        table = topology("P3").with_connection(odd).firewall_rules().to_markdown()
        (line,) = [line for line in table.splitlines() if "U1" in line]
        assert line == "| client | backend | 1 | tcp | yes | a\\|b | U1 |  |"


class TestZones:
    def test_the_data_zone_is_reached_from_the_application_zone_only(self) -> None:
        """On its own ports."""
        ports = topology("P4", redundancy="all").exposed_ports("data")
        assert {(port.tier, port.port, port.from_zones) for port in ports} == {
            ("am-database", None, ("application",)),
            ("shared-database", None, ("application",)),
        }

    def test_outside_sees_the_load_balancer_and_nothing_else(self) -> None:
        """In every pattern."""
        for pattern in _PATTERNS:
            built = topology(pattern)
            (crossings,) = [each for each in built.zone_crossings() if each.opener == "outside"]
            kinds = {built.tier(each.target).kind for each in crossings.connections}
            assert (crossings.target, kinds) == ("dmz", {"proxy"})

    def test_a_port_lists_every_zone_it_is_reached_from(self) -> None:
        """The control plane's servlet port, from the DMZ; its health port, for monitors."""
        ports = {
            (port.tier, port.port): port.from_zones
            for port in topology("P3").exposed_ports("application")
        }
        assert ports["control-plane", 9443] == ("dmz",)
        assert ports["control-plane", 9763] == ("management",)

    def test_a_gateway_behind_the_dmz_needs_no_opening_to_the_control_plane(self) -> None:
        """It stands in the same zone."""
        built = topology("P3", gateway_zone="application")
        opened = {
            each.opener
            for crossing in built.zone_crossings()
            if crossing.target == "application"
            for each in crossing.connections
        }
        assert opened == {"load-balancer", "monitor"}

    def test_an_unknown_zone_is_refused_with_the_nearest_known(self) -> None:
        """As every look-up is."""
        with pytest.raises(UnknownNameError, match="Did you mean 'dmz'"):
            topology("P3").exposed_ports("dzm")


class TestExposureRules:
    @pytest.mark.parametrize("pattern", _PATTERNS)
    def test_the_documented_patterns_break_none(self, pattern: str) -> None:
        """With any redundancy."""
        for redundancy in ("none", "all"):
            assert topology(pattern, redundancy=redundancy).exposure_findings() == ()

    def test_portals_without_blocked_paths_break_one(self) -> None:
        """/services and /carbon must not be reachable through the load balancer."""
        built = topology("P3")
        opened = [evolve(each, blocked_paths=()) for each in built.connections(name="C05")]
        assert broken(built.with_connection(*opened)) == {"private-paths"}

    def test_a_balanced_broker_breaks_one(self) -> None:
        """Whether a proxy stands there or the connection says so."""
        built = topology("P3", redundancy="all")
        (jms,) = built.connections(name="C11")
        assert broken(built.with_connection(evolve(jms, reach="load-balanced"))) == {
            "brokers-not-balanced"
        }
        proxied = Connection("U1", "load-balancer", "control-plane", "events", "amqp", 5672)
        assert broken(built.with_connection(proxied)) == {"brokers-not-balanced"}

    @pytest.mark.parametrize("pattern", _PATTERNS)
    def test_tenants_of_a_gateway_in_the_dmz_break_none(self, pattern: str) -> None:
        """No gateway and no Traffic Manager of 4.7 opens a database, wherever it stands."""
        for zone in ("dmz", "application"):
            built = topology(pattern, redundancy="all", multi_tenant=True, gateway_zone=zone)
            assert broken(built) == set()
            openers = {
                built.tier(each.opener).component
                for each in built.connections()
                if built.tier(each.target).component in {"am-database", "shared-database"}
            }
            assert openers.isdisjoint({"gateway", "traffic-manager"})

    def test_a_store_that_the_dmz_reaches_breaks_one(self) -> None:
        """Whatever opens it."""
        reading = Connection("U1", "load-balancer", "shared-database", "read", "jdbc", 3306)
        assert broken(topology("P3").with_connection(reading)) == {"stores-behind"}

    def test_counters_are_no_data_that_must_stay_behind(self) -> None:
        """Gateways in the DMZ share them in Redis, as documented."""
        assert broken(topology("P3", redundancy="all", exact_rate_limits=True)) == set()

    def test_a_client_that_reaches_the_product_directly_breaks_one(self) -> None:
        """A reverse proxy belongs in between."""
        direct = Connection("U1", "client", "gateway", "calls", "https", 8243)
        assert broken(topology("P3").with_connection(direct)) == {"behind-a-proxy"}

    @pytest.mark.parametrize("port", [9999, 11111, 10389, 8000])
    def test_a_management_port_open_to_the_dmz_breaks_one(self, port: int) -> None:
        """JMX, embedded directory and KDC."""
        jmx = Connection("U1", "load-balancer", "control-plane", "watch", "tcp", port)
        assert broken(topology("P3").with_connection(jmx)) == {"management-ports"}

    def test_a_clustering_port_open_to_others_breaks_one(self) -> None:
        """Members of the same cluster may use it."""
        others = Connection("U1", "traffic-manager", "control-plane", "join", "tcp", 4000)
        members = Connection("U1", "control-plane", "control-plane", "join", port=4000)
        assert broken(topology("P3").with_connection(others)) == {"clustering-ports"}
        assert broken(topology("P3").with_connection(evolve(members, reach="peers"))) == set()

    def test_a_finding_says_which_connection_breaks_which_rule(self) -> None:
        """In one line."""
        reading = Connection("U1", "load-balancer", "shared-database", "read", "jdbc", 3306)
        (finding,) = topology("P3").with_connection(reading).exposure_findings()
        assert str(finding) == (
            "U1:3306 load-balancer -> shared-database: Databases and other stores are not "
            "reachable from the DMZ or from outside."
        )


def test_a_users_tier_takes_part_in_every_table() -> None:
    """A firewall before the load balancer is what clients now reach."""
    waf = Tier("waf", "Web application firewall", kind="proxy", zone="dmz")
    built = topology("P2").with_tier(waf, before="load-balancer")
    assert {port.tier for port in built.exposed_ports("dmz")} == {"waf"}
    assert {rule.destination for rule in built.firewall_rules() if rule.source == "client"} == {
        "waf"
    }
    assert built.exposure_findings() == ()
