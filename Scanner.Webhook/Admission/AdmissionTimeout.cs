namespace Scanner.Webhook.Admission;

/// <summary>How long the kube-apiserver waits for the answer: the <c>timeout</c> it puts on the URL.</summary>
internal static class AdmissionTimeout
{
    /// <summary>Kubernetes' own default (ValidatingWebhook, <c>timeoutSeconds</c>).</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(10);

    /// <summary>The least and most that Kubernetes allows (same place).</summary>
    public static readonly TimeSpan Min = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="Min"/>
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    /// <summary>The most of the timeout that the margin may take: one part in so many.</summary>
    public const int MarginDivisor = 5;

    /// <summary>Reads the timeout, in Go's form. False where the text is none; the timeout is then the default.</summary>
    public static bool TryRead(string? text, out TimeSpan timeout)
    {
        timeout = Default;
        if (string.IsNullOrEmpty(text)) return true;
        if (!GoDuration.TryParse(text, out var asked) || asked <= TimeSpan.Zero) return false;
        timeout = asked < Min ? Min : asked > Max ? Max : asked;
        return true;
    }

    /// <summary>How much of the timeout is kept for the way back, where <paramref name="margin"/> is wished for.</summary>
    public static TimeSpan MarginOf(TimeSpan timeout, TimeSpan margin)
    {
        var most = timeout / MarginDivisor;
        return margin < most ? margin : most;
    }
}
