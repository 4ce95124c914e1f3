namespace Scanner.Testing;

/// <summary>The working copy that the tests were built in.</summary>
public static class Repository
{
    /// <summary>Its folder: the nearest one above the test program that holds the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Scanner.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Scanner.sln.");
    }
}
