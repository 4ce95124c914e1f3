using System.Collections.Immutable;
using Grpc.Core;

namespace Scanner.Testing.Clair;

/// <summary>One finished PostAncestry.</summary>
/// <param name="Name">The ancestry name as sent, possibly empty.</param>
/// <param name="LayerHashes">The layers' hashes as sent, base first.</param>
/// <param name="Status">The status answered; Cancelled when the caller left or its deadline passed.</param>
public sealed record ClairPost(string Name, ImmutableArray<string> LayerHashes, StatusCode Status)
{
    public bool Succeeded => Status == StatusCode.OK;
}
