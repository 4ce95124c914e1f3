using Scanner.Chart.Tests.Support;

namespace Scanner.Chart.Tests;

/// <summary>Pod Security's level "restricted" and more, for every pod that any rendering makes.</summary>
public sealed class PodSecurityTests
{
    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Pods_InEveryRendering_AreRestricted(string name)
    {
        var pods = PodTemplates.Of(await Renderings.RenderAsync(name)).ToArray();

        Assert.NotEmpty(pods);
        Assert.All(pods, pod =>
        {
            var spec = pod.Template.Spec;
            Assert.Null(spec.HostNetwork);
            Assert.Null(spec.HostPID);
            Assert.Null(spec.HostIPC);
            Assert.True(spec.SecurityContext.RunAsNonRoot, $"{pod.Owner}: runAsNonRoot");
            Assert.True(spec.SecurityContext.RunAsUser > 0, $"{pod.Owner}: runAsUser");
            Assert.Equal("RuntimeDefault", spec.SecurityContext.SeccompProfile.Type);
            Assert.All(spec.Volumes ?? [], volume => Assert.Null(volume.HostPath));
            Assert.All(spec.Containers.Concat(spec.InitContainers ?? []), container =>
            {
                var confined = container.SecurityContext;
                Assert.False(confined.AllowPrivilegeEscalation, $"{pod.Owner}: allowPrivilegeEscalation");
                Assert.True(confined.RunAsNonRoot, $"{pod.Owner}: runAsNonRoot");
                Assert.True(confined.ReadOnlyRootFilesystem, $"{pod.Owner}: readOnlyRootFilesystem");
                Assert.Equal(["ALL"], confined.Capabilities.Drop);
                Assert.Null(confined.Capabilities.Add);
                Assert.Equal("RuntimeDefault", confined.SeccompProfile.Type);
            });
        });
    }

    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Containers_InEveryRendering_AskForResourcesAndAreBoundInMemoryOnly(string name)
    {
        var pods = PodTemplates.Of(await Renderings.RenderAsync(name));

        Assert.All(pods, pod => Assert.All(pod.Template.Spec.Containers, container =>
        {
            Assert.Contains("cpu", container.Resources.Requests.Keys);
            Assert.Contains("memory", container.Resources.Requests.Keys);
            Assert.Equal(["memory"], container.Resources.Limits.Keys);
        }));
    }

    [Fact]
    public async Task Users_SetToNull_AreLeftToOpenShift()
    {
        var chart = await Renderings.RenderWithAsync("podSecurityContext.runAsUser=null,podSecurityContext.runAsGroup=null");

        Assert.All(PodTemplates.Of(chart), pod =>
        {
            Assert.Null(pod.Template.Spec.SecurityContext.RunAsUser);
            Assert.Null(pod.Template.Spec.SecurityContext.RunAsGroup);
            Assert.True(pod.Template.Spec.SecurityContext.RunAsNonRoot);
        });
    }
}
