using System.Text;

namespace Scanner.Testing.Kubernetes;

/// <summary>
/// One build of kube-apiserver 1.20.2 ends with a segmentation fault at the first custom resource it is sent: it was compiled
/// by Go 1.19 with reflect2 1.0.1, whose map iterator Go 1.18 broke (fixed in reflect2 1.0.2), and json-iterator walks an
/// object's metadata with it. A copy of that very build can be made to encode by Go's own encoding/json, which writes the same
/// JSON. Any other build is left as it is.
/// </summary>
internal static class ApiServerRepair
{
    /// <summary>Go's id of the build, in the note at the head of the file.</summary>
    private const string BuildId = "aZ2CYbR81z6YU3EbeNSM/4LPJpMPGKjbWgbYbl3t9/ZYsXe6LdjakhHTKxjWtk/za7P7OXPbWFGuheWZ8Mj";

    private const int HeadLength = 4096;

    /// <summary>Where json-iterator's <c>(*frozenConfig).Marshal</c> begins in the file.</summary>
    private const int MarshalOffset = 0x460840;

    /// <summary>
    /// Drops the receiver from the argument registers and goes on in encoding/json.Marshal, which takes and returns the same:
    /// <c>mov rax,rbx; mov rbx,rcx; jmp 0x7582e0</c>.
    /// </summary>
    private static readonly byte[] Detour = [0x48, 0x89, 0xd8, 0x48, 0x89, 0xcb, 0xe9, 0x95, 0x7a, 0xef, 0xff];

    /// <param name="program">The file of kube-apiserver.</param>
    /// <param name="copy">Where a copy may be put.</param>
    /// <returns>The file to run: <paramref name="program"/>, or the copy if it is the build that needs it.</returns>
    public static string Repaired(string program, string copy)
    {
        if (File.Exists(copy)) return copy;
        if (!File.Exists(program) || !IsTheBuild(program)) return program;
        File.Copy(program, copy);
        using var file = File.OpenWrite(copy);
        file.Position = MarshalOffset;
        file.Write(Detour);
        return copy;
    }

    private static bool IsTheBuild(string program)
    {
        using var file = File.OpenRead(program);
        var head = new byte[HeadLength];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head.AsSpan(0, read).IndexOf(Encoding.ASCII.GetBytes(BuildId)) >= 0;
    }
}
