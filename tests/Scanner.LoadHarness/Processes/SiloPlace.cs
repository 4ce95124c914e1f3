namespace Scanner.LoadHarness.Processes;

/// <summary>The ports of one silo, which the next one in its place has again.</summary>
internal sealed record SiloPlace(int SiloPort, int PrimarySiloPort, int GatewayPort, Uri Address);
