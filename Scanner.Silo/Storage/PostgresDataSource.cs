using Npgsql;
using Scanner.Silo.Storage.Schema;

namespace Scanner.Silo.Storage;

/// <summary>The operator's connection string with what this program needs of its connections.</summary>
internal static class PostgresDataSource
{
    /// <summary>
    /// Connections of one silo: reads, writes, and one each for the schema and the removal of old rows. Six silos stay below
    /// PostgreSQL's default limit of 100.
    /// </summary>
    public const int MaxConnections = StoreGate.ReadsAtOnce + StoreGate.WritesAtOnce + 2;

    /// <summary>
    /// Seconds to connect, and to ask the server to cancel something. More than a read has: a silo that starts is busy with
    /// itself.
    /// </summary>
    private const int ConnectTimeout = 5;

    /// <summary>Seconds for one command, when nobody gave it up before.</summary>
    private const int CommandTimeout = 30;

    /// <summary>Milliseconds that a cancelled command may take to say so before its connection is dropped.</summary>
    private const int CancellationTimeout = 500;

    /// <summary>Seconds without traffic before the system asks whether the peer is there, and between its questions.</summary>
    private const int KeepaliveTime = 30, KeepaliveInterval = 5;

    /// <summary>Seconds until a connection is made anew, so that a name that means another server now is followed.</summary>
    private const int ConnectionLifetime = 300;

    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = true,
            MinPoolSize = 0,
            MaxPoolSize = MaxConnections,
            Timeout = ConnectTimeout,
            CommandTimeout = CommandTimeout,
            CancellationTimeout = CancellationTimeout,
            TcpKeepAlive = true,
            TcpKeepAliveTime = KeepaliveTime,
            TcpKeepAliveInterval = KeepaliveInterval,
            ConnectionLifetime = ConnectionLifetime,
            // Where Orleans' provider finds its queries.
            SearchPath = SchemaMigrator.Schema,
            ApplicationName = "scanner-silo",
            PersistSecurityInfo = false,
            IncludeErrorDetail = false,
            LogParameters = false,
        }.ConnectionString)
        {
            // What its metrics call it; else the connection string would be.
            Name = "scanner",
        };
        return builder.Build();
    }
}
