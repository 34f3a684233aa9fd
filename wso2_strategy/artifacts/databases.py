"""How the product is told of its databases, engine by engine."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from attrs import frozen

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.limitation import Limitation
from wso2_strategy.domain.facts import Database
from wso2_strategy.domain.wording import series
from wso2_strategy.topology import Connection
from wso2_strategy.topology.tables.ports import DATABASE_PORTS


@frozen
class Engine:
    """A database product.

    Attributes:
        type: What the product calls it, which is not always its name.
        driver: The class of its JDBC driver.
        url: Its JDBC URL, with places for host, port and schema.
        script: The file that makes the tables, in ``dbscripts`` and in ``dbscripts/apimgt``.
        replicating: The folder of the scripts for databases that replicate both ways, in
            ``dbscripts/multi-dc``; empty where WSO2 has none.
    """

    type: str
    driver: str
    url: str
    script: str
    replicating: str = ""


ENGINES: MappingProxyType[Database, Engine] = MappingProxyType(
    {
        "mysql": Engine(
            "mysql", "com.mysql.cj.jdbc.Driver", "jdbc:mysql://{host}:{port}/{schema}", "mysql.sql"
        ),
        "postgresql": Engine(
            "postgre",
            "org.postgresql.Driver",
            "jdbc:postgresql://{host}:{port}/{schema}",
            "postgresql.sql",
            "Postgresql",
        ),
        "mssql": Engine(
            "mssql",
            "com.microsoft.sqlserver.jdbc.SQLServerDriver",
            "jdbc:sqlserver://{host}:{port};databaseName={schema};"
            "SendStringParametersAsUnicode=false",
            "mssql.sql",
            "SQLServer/mssql",
        ),
        "oracle": Engine(
            "oracle",
            "oracle.jdbc.driver.OracleDriver",
            "jdbc:oracle:thin:@{host}:{port}/{schema}",
            "oracle.sql",
            "OGG/oracle",
        ),
    }
)
"""As WSO2's pages on each engine have it, for 4.7.0."""

WITH_DATABASES = frozenset({"all-in-one", "control-plane", "key-manager"})
"""The components that open both databases."""

_REPLICATING_BOTH_WAYS = "MDC1"


def product_of(deployment: Deployment) -> Database:
    """Return the database product of a deployment.

    Where none is stated it is that of all samples of WSO2, or of the three that WSO2 has tested
    with replication both ways the one that anybody can run.
    """
    options = deployment.topology.options
    both_ways = options.region_layout == _REPLICATING_BOTH_WAYS
    return options.database or ("postgresql" if both_ways else "mysql")


def assumed_product(deployment: Deployment) -> str:
    """Return what is said of a product that is not stated; nothing of one that is."""
    if deployment.topology.options.database:
        return ""
    if product_of(deployment) == "mysql":
        return " No database was stated, so MySQL is taken."
    return (
        " No database was stated, so PostgreSQL is taken, one of three that WSO2 has tested with"
        " replication both ways."
    )


def scripts_of(deployment: Deployment) -> tuple[str, str]:
    """Return what makes the tables of the API Manager and of the shared database."""
    engine = ENGINES[product_of(deployment)]
    both_ways = deployment.topology.options.region_layout == _REPLICATING_BOTH_WAYS
    if both_ways and engine.replicating:
        folder = f"dbscripts/multi-dc/{engine.replicating}"
        return f"the scripts in {folder}/apimgt", f"those in {folder}"
    return f"dbscripts/apimgt/{engine.script}", f"dbscripts/{engine.script}"


_REPLICATE = {
    "C63": "Set up replication in both directions with the database of each other region, by the"
    " means of the database product, before a node is started; no file here does.",
    "X63": "Set up replication one way from the database of region 1, by the means of the database"
    " product; no file here does. Run no dbscripts, and start no node, before people switch to this"
    " region and its databases can be written.",
}


def replicated(deployment: Deployment) -> list[Connection]:
    """Return the connections by which the databases of a region replicate to other regions."""
    return [
        each
        for each in deployment.topology.connections()
        if each.id in _REPLICATE
        and deployment.topology.tier(each.opener).region == deployment.region
    ]


def replication_steps(deployment: Deployment) -> list[str]:
    """Return what is said of replication before the first start."""
    says = {
        "C63": "Make both schemas replicate to those of the other regions, in both directions"
        " (C63).",
        "X63": "Instead of that, because this region stands by: its schemas come from region 1, by"
        " replication one way (X63). Run no script here, and start no node before people switch and"
        " they can be written.",
    }
    return [says[name] for name in dict.fromkeys(each.id for each in replicated(deployment))]


def database_limitations(deployment: Deployment) -> Iterator[Limitation]:
    """Yield what is left to do where regions have databases of their own that hold the same."""
    connections = replicated(deployment)
    yield from dict.fromkeys(
        Limitation(each.id, each.opener, _REPLICATE[each.id]) for each in connections
    )
    own = deployment.settings.databases
    same = [
        str(number)
        for number, each in enumerate(deployment.all_settings, start=1)
        if (each.databases.host, each.databases.port) == (own.host, own.port)
        and {each.databases.api_manager, each.databases.shared} & {own.api_manager, own.shared}
    ]
    if connections and len(same) > 1:
        reason = (
            f"Regions {series(same)} have databases of their own, and by the settings they open the"
            f" same schemas on {own.host}. Give --settings once for each region, with another"
            " databases.host in each."
        )
        yield Limitation("", "", reason)


def jdbc_url(deployment: Deployment, schema: str) -> str:
    """Return the JDBC URL of a schema.

    >>> from wso2_strategy.artifacts.deployment import deployments
    >>> from wso2_strategy.domain.assumptions import ASSUMPTIONS
    >>> from wso2_strategy.topology import topology
    >>> (region,) = deployments(topology("P1", database="oracle"), ASSUMPTIONS)
    >>> jdbc_url(region, "apim_db")
    'jdbc:oracle:thin:@db.example.com:1521/apim_db'
    """
    product, databases = product_of(deployment), deployment.settings.databases
    port = databases.port or DATABASE_PORTS[product]
    return ENGINES[product].url.format(host=databases.host, port=port, schema=schema)
