namespace Scanner.Webhook.Tests.Admission;

/// <summary>A body whose length nobody knows beforehand, so that HTTP/1.1 sends it in chunks.</summary>
internal sealed class UnknownLengthStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
