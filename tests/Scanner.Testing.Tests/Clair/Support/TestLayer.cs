using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>Small layers made in the test.</summary>
internal static class TestLayer
{
    public const string Debian12 = "PRETTY_NAME=\"Debian GNU/Linux 12\"\nVERSION_ID=\"12\"\nID=debian\n";
    public const string Alpine318 = "3.18.4\n";

    /// <summary>A tar archive of regular files.</summary>
    public static byte[] Tar(params IEnumerable<(string Path, string Text)> files)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                });
            }
        }

        return archive.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>A gzip layer of Debian 12 with packages that are their own source.</summary>
    public static byte[] Debian(params IEnumerable<(string Name, string Version)> packages) =>
        Gzip(Tar(("etc/os-release", Debian12), ("var/lib/dpkg/status", Dpkg(packages))));

    public static string Dpkg(params IEnumerable<(string Name, string Version)> packages) => string.Join('\n', packages.Select(
        p => $"Package: {p.Name}\nStatus: install ok installed\nVersion: {p.Version}\nDescription: a test\n more text\n"));

    public static string Apk(params IEnumerable<(string Name, string Version)> packages) =>
        string.Join('\n', packages.Select(p => $"C:Q1abc=\nP:{p.Name}\nV:{p.Version}\nA:x86_64\n"));
}
