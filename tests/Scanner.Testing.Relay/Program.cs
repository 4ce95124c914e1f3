using System.Globalization;
using Scanner.Testing.Network;

// Scanner.Testing.Relay PORT TARGET, both of 127.0.0.1. Signals end it as they end any program that does not handle them.
await using var relay = TcpRelay.Start(
    target: int.Parse(args[1], CultureInfo.InvariantCulture), port: int.Parse(args[0], CultureInfo.InvariantCulture));
Console.WriteLine($"listening on {relay.Host}");
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
