using System.Formats.Tar;
using System.Text;

namespace Scanner.Testing.Images;

/// <summary>
/// Builds a layer from files. The same files give the same bytes: names are sorted, owners and times are fixed.
/// </summary>
public sealed class LayerBuilder
{
    /// <summary>The time of every file in every layer.</summary>
    internal static readonly DateTimeOffset Created = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const UnixFileMode FileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderMode =
        FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private LayerCompression _compression = LayerCompression.Gzip;

    /// <summary>Adds a file. The path has no leading slash: <c>etc/os-release</c>.</summary>
    public LayerBuilder File(string path, byte[] content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path[0] == '/')
            throw new ArgumentException($"'{path}' starts with a slash; a layer's paths are relative to its root.", nameof(path));
        _files[path] = content;
        return this;
    }

    /// <inheritdoc cref="File(string, byte[])"/>
    public LayerBuilder File(string path, string content) => File(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Marks a file of a lower layer as removed (image-spec, layer.md#whiteouts).</summary>
    public LayerBuilder Whiteout(string path)
    {
        var name = path.LastIndexOf('/') + 1;
        return File($"{path[..name]}.wh.{path[name..]}", "");
    }

    /// <summary>
    /// Adds <c>os-release</c> in both its places. In real images one is a symbolic link to the other; as two files they are read
    /// alike by those who follow links and those who do not.
    /// </summary>
    public LayerBuilder OsRelease(string id, string versionId, string prettyName)
    {
        var text = $"PRETTY_NAME=\"{prettyName}\"\nNAME=\"{prettyName}\"\nVERSION_ID=\"{versionId}\"\nID={id}\n";
        return File("etc/os-release", text).File("usr/lib/os-release", text);
    }

    /// <summary>Makes the layer the base of a Debian image: <c>DebianRelease("12", "bookworm")</c>.</summary>
    public LayerBuilder DebianRelease(string version, string codeName) =>
        OsRelease("debian", version, $"Debian GNU/Linux {version} ({codeName})").File("etc/debian_version", version + ".0\n");

    /// <summary>Makes the layer the base of an Alpine image: <c>AlpineRelease("3.18.6")</c>.</summary>
    public LayerBuilder AlpineRelease(string version) =>
        OsRelease("alpine", version, $"Alpine Linux v{version[..version.LastIndexOf('.')]}")
            .File("etc/alpine-release", version + "\n");

    /// <summary>Writes <c>/var/lib/dpkg/status</c> with these packages and no others.</summary>
    public LayerBuilder DpkgPackages(params IEnumerable<DpkgPackage> packages) =>
        File("var/lib/dpkg/status", string.Concat(packages.Select(package => package.Stanza())));

    /// <summary>Writes <c>/lib/apk/db/installed</c> with these packages and no others.</summary>
    public LayerBuilder ApkPackages(params IEnumerable<ApkPackage> packages) =>
        File("lib/apk/db/installed", string.Concat(packages.Select(package => package.Entry())));

    /// <summary>How the layer is packed; gzip unless said otherwise.</summary>
    public LayerBuilder Compression(LayerCompression compression)
    {
        _compression = compression;
        return this;
    }

    public BuiltLayer Build()
    {
        var tar = Tar();
        var content = LayerPacking.Pack(tar, _compression);
        return new BuiltLayer
        {
            MediaType = MediaTypes.Layer(ImageFormat.Oci, _compression),
            Content = content,
            Digest = ContentDigest.Of(content),
            DiffId = ContentDigest.Of(tar),
            Compression = _compression,
        };
    }

    private byte[] Tar()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var folders = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (path, content) in _files)
            {
                foreach (var folder in FoldersAbove(path).Where(folders.Add))
                    tar.WriteEntry(Entry(TarEntryType.Directory, folder, FolderMode));
                var file = Entry(TarEntryType.RegularFile, path, FileMode);
                using var data = new MemoryStream(content, writable: false);
                file.DataStream = data;
                tar.WriteEntry(file);
            }
        }

        return bytes.ToArray();
    }

    private static IEnumerable<string> FoldersAbove(string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..(slash + 1)];
    }

    private static UstarTarEntry Entry(TarEntryType type, string name, UnixFileMode mode) =>
        new(type, name) { ModificationTime = Created, Mode = mode, Uid = 0, Gid = 0, UserName = "root", GroupName = "root" };
}
