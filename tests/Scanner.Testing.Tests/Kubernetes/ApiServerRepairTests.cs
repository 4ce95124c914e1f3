using Scanner.Testing.Kubernetes;

namespace Scanner.Testing.Tests.Kubernetes;

public sealed class ApiServerRepairTests
{
    private const string BuildId = "aZ2CYbR81z6YU3EbeNSM/4LPJpMPGKjbWgbYbl3t9/ZYsXe6LdjakhHTKxjWtk/za7P7OXPbWFGuheWZ8Mj";

    [Fact]
    public void Repaired_AnyOtherBuild_IsRunAsItIs()
    {
        using var folder = new TemporaryFolder();
        var (program, copy) = (folder.File("kube-apiserver"), folder.File("copy"));
        File.WriteAllText(program, "#!/bin/sh");

        Assert.Equal(program, ApiServerRepair.Repaired(program, copy));
        Assert.Equal("not-there", ApiServerRepair.Repaired("not-there", copy));
        Assert.False(File.Exists(copy));
    }

    [Fact]
    public void Repaired_TheBrokenBuild_IsACopyWithTheDetourAndTheOriginalStays()
    {
        using var folder = new TemporaryFolder();
        var (program, copy) = (folder.File("kube-apiserver"), folder.File("copy"));
        var build = new byte[0x460840 + 16];
        System.Text.Encoding.ASCII.GetBytes(BuildId).CopyTo(build, 0xfac);
        File.WriteAllBytes(program, build);

        Assert.Equal(copy, ApiServerRepair.Repaired(program, copy));
        Assert.Equal(copy, ApiServerRepair.Repaired(program, copy));

        Assert.Equal(build, File.ReadAllBytes(program));
        Assert.Equal("4889D84889CBE9957AEFFF", Convert.ToHexString(File.ReadAllBytes(copy).AsSpan(0x460840, 11)));
        Assert.Equal(build.Length, new FileInfo(copy).Length);
    }
}
