using Scanner.Failures;

namespace Scanner.Grains.Access;

/// <summary>Whether a manifest may be pulled.</summary>
/// <param name="IsGranted">It may.</param>
/// <param name="Refusal">Why not; null while the registry has not answered.</param>
internal readonly record struct AccessAnswer(bool IsGranted, ScanFailure? Refusal)
{
    public static AccessAnswer Granted => new(true, null);

    public static AccessAnswer Pending => default;
}
