using System.Diagnostics;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>A disk of some megabytes that can be filled: a tmpfs, unmounted when this process ends, however it ends.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    /// <summary>Room for PostgreSQL's own tables of one database (8 MB) and as much again.</summary>
    private const int Megabytes = 24;

    private const string Mounter =
        """
        trap '' TERM INT HUP
        mount -t tmpfs -o size="$2" tmpfs "$1" 2>/dev/null && echo mounted || echo refused
        read -r line
        umount -l "$1" 2>/dev/null
        rmdir "$1"
        """;

    private readonly Process _mounter;

    private SmallDisk(Process mounter, string path) => (_mounter, Path) = (mounter, path);

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one; null where that is not allowed, which takes root and not in every container.</summary>
    public static async Task<SmallDisk?> MountAsync(CancellationToken cancellationToken)
    {
        var path = Directory.CreateTempSubdirectory("scanner-test-disk-").FullName;
        var start = new ProcessStartInfo("/bin/sh", ["-c", Mounter, "mounter", path, $"{Megabytes}m"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var disk = new SmallDisk(Process.Start(start)!, path);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        if (await disk._mounter.StandardOutput.ReadLineAsync(patience.Token) == "mounted") return disk;
        await disk.DisposeAsync();
        return null;
    }

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        var block = new byte[64 * 1024];
        try
        {
            using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) ballast.Write(block);
        }
        catch (IOException)
        {
            // No space left on the device, down to the last pages.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        _mounter.StandardInput.Close();
        await _mounter.WaitForExitAsync();
        _mounter.Dispose();
    }
}
