"""How the product addresses a database of each vendor: its word, driver, URL and scripts."""

from __future__ import annotations

from types import MappingProxyType

from attrs import frozen

from wso2_strategy.artifacts.settings import Databases
from wso2_strategy.topology.tables.ports import DATABASE_PORTS

ASSUMED_DATABASE = "mysql"
"""What the files are written for where no database is stated; it is one of those documented."""


@frozen
class Engine:
    """A database product as the configuration speaks of it.

    Attributes:
        type: The product's own word, which is not always the driver's.
        driver: The driver's class.
        url: The URL with host, port and schema left open.
        script: The file name of its scripts, below ``dbscripts`` and ``dbscripts/apimgt``.
    """

    type: str
    driver: str
    url: str
    script: str


ENGINES = MappingProxyType(
    {
        "mysql": Engine(
            "mysql",
            "com.mysql.cj.jdbc.Driver",
            "jdbc:mysql://{host}:{port}/{schema}",
            "mysql.sql",
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
"""By the names that requirements use."""


def database_url(product: str | None, settings: Databases, schema: str) -> str:
    """Return the URL of a schema; of Oracle the schema is a service.

    >>> database_url("postgresql", Databases(), "apim_db")
    'jdbc:postgresql://db.example.com:5432/apim_db'
    """
    name = product or ASSUMED_DATABASE
    port = settings.port or DATABASE_PORTS[name]
    return ENGINES[name].url.format(host=settings.host, port=port, schema=schema)
