namespace Scanner.LoadHarness;

/// <summary>The run cannot go on, for a reason that whoever started it can act on.</summary>
internal sealed class HarnessException(string message) : Exception(message);
