"""How the product is told of its databases, engine by engine."""

from __future__ import annotations

from types import MappingProxyType

from attrs import frozen

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.domain.facts import Database
from wso2_strategy.topology.tables.ports import DATABASE_PORTS


@frozen
class Engine:
    """A database product.

    Attributes:
        type: What the product calls it, which is not always its name.
        driver: The class of its JDBC driver.
        url: Its JDBC URL, with places for host, port and schema.
        script: The file that makes the tables, in ``dbscripts`` and in ``dbscripts/apimgt``.
    """

    type: str
    driver: str
    url: str
    script: str


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
        ),
        "mssql": Engine(
            "mssql",
            "com.microsoft.sqlserver.jdbc.SQLServerDriver",
            "jdbc:sqlserver://{host}:{port};databaseName={schema};"
            "SendStringParametersAsUnicode=false",
            "mssql.sql",
        ),
        "oracle": Engine(
            "oracle",
            "oracle.jdbc.driver.OracleDriver",
            "jdbc:oracle:thin:@{host}:{port}/{schema}",
            "oracle.sql",
        ),
    }
)
"""As WSO2's pages on each engine have it, for 4.7.0."""

WITH_DATABASES = frozenset({"all-in-one", "control-plane", "key-manager"})
"""The components that open both databases."""

ASSUMED: Database = "mysql"
"""What all samples of WSO2 use; taken where no database is stated."""


def product_of(deployment: Deployment) -> Database:
    """Return the database product of a deployment."""
    return deployment.topology.options.database or ASSUMED


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
