using System.Security.Cryptography.X509Certificates;
using Scanner.LoadHarness.Processes;

namespace Scanner.LoadHarness.Load;

/// <summary>A server under load.</summary>
internal sealed record LoadTarget
{
    public required string Name { get; init; }

    public required ServerProcess Server { get; init; }

    /// <summary>Sent in turn on each connection.</summary>
    public required IReadOnlyList<PreparedRequest> Requests { get; init; }

    /// <summary>Puts each request into a namespace of its own; null leaves them in the one they have.</summary>
    public NamespaceNumbers? Numbers { get; init; }

    /// <summary>The silos behind the server.</summary>
    public IReadOnlyList<ChildProgram> Silos { get; init; } = [];

    /// <summary>The server's certificate, for HTTPS.</summary>
    public X509Certificate2? Certificate { get; init; }
}
