namespace Scanner.EndToEnd.Tests.World;

/// <summary>An image and what is right for it.</summary>
internal sealed record ReviewedCase(string Image, bool IsClean);
