using System.Text;
using System.Text.Json.Nodes;
using Scanner.Testing;
using Scanner.Testing.Images;
using Scanner.Testing.Kubernetes;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Debian;

namespace Scanner.EndToEnd.Tests.Images;

/// <summary>
/// What publish-images.sh pushes to a private registry (Debian's docker-registry), on a base image made here, and the chart as it
/// is rendered for that registry.
/// </summary>
public sealed class PublishedImages : IAsyncLifetime
{
    /// <summary>What Microsoft's base images set, and what would open a port of its own.</summary>
    public const string BaseVariable = "ASPNETCORE_HTTP_PORTS";

    private static readonly RegistryUser User = new("ann", "a password: with a colon");

    private DebianRegistry? _registry;
    private RenderedChart? _chart;

    /// <summary>The base image's first layer.</summary>
    public static BuiltLayer BaseLayer { get; } = new LayerBuilder().DebianRelease("12", "bookworm").Build();

    /// <summary>The chart with <c>image.registry</c> as the script was given it.</summary>
    internal RenderedChart Chart
    {
        get
        {
            RealServicesCheck.Require(DebianRegistry.Missing);
            RealServicesCheck.Require(RenderedChart.Missing());
            return _chart!;
        }
    }

    /// <summary>The name of the base image.</summary>
    internal string BaseName => $"{_registry!.Host}/base/dotnet:10";

    public async ValueTask InitializeAsync()
    {
        if (DebianRegistry.Missing is not null || RenderedChart.Missing() is not null) return;
        _registry = await DebianRegistry.StartAsync(new BasicAccess { Users = [User] }, CancellationToken.None);
        await _registry.PushAsync(
            new IndexBuilder().Add(Base(ImagePlatform.LinuxAmd64)).Add(Base(ImagePlatform.LinuxArm64)).Build(), "base/dotnet", "10",
            CancellationToken.None);
        await PublishAsync($"{_registry.Host}/team/scanner");
        _chart = await RenderedChart.RenderAsync(
            "scanner", $"{RenderedChart.LeastValues}\nimage: {{registry: '{_registry.Host}/team/scanner'}}", CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null) await _registry.DisposeAsync();
    }

    /// <summary>The container of that part of Scanner, <c>silo</c> or <c>webhook</c>, as the chart has it.</summary>
    internal ChartContainer Container(string part) => new(Chart.Get("Deployment", $"scanner-{part}"));

    /// <summary>The images that the chart names for that part, by their architecture.</summary>
    internal async Task<IReadOnlyDictionary<string, PublishedImage>> PullAsync(string part, CancellationToken cancellationToken)
    {
        var reference = Container(part).Image;
        using var registry = new RegistryReader(_registry!.BaseAddress, User);
        return await registry.ReadIndexAsync(reference[(_registry.Host.Length + 1)..], cancellationToken);
    }

    private static BuiltImage Base(ImagePlatform platform) => new ImageBuilder(ImageFormat.Oci)
        .Platform(platform).Variable(BaseVariable, "8080").Variable("BASE", "kept").Layer(BaseLayer).Build();

    /// <summary>Runs the script as an operator does; a Release build that is there already is not made again.</summary>
    private async Task PublishAsync(string registry)
    {
        using var docker = new TemporaryFolder();
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User.Name}:{User.Password}"));
        var auths = new JsonObject { [_registry!.Host] = new JsonObject { ["auth"] = auth } };
        await File.WriteAllTextAsync(docker.File("config.json"), new JsonObject { ["auths"] = auths }.ToJsonString());
        var isBuilt = Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/'))!.Name == "Release";
        var result = await ProgramRun.ResultAsync(
            "env",
            [
                $"DOCKER_CONFIG={docker.Path}", $"DOTNET_CONTAINER_INSECURE_REGISTRIES={_registry.Host}",
                // No build server may outlive the test.
                "MSBUILDDISABLENODEREUSE=1", Path.Combine(Repository.Root, "publish-images.sh"), registry,
                $"-p:ContainerBaseImage={BaseName}", "-p:UseSharedCompilation=false", .. isBuilt ? ["--no-build"] : Array.Empty<string>(),
            ],
            input: null, CancellationToken.None);
        if (!result.Succeeded) throw new InvalidOperationException($"publish-images.sh failed: {result.Output}\n{result.Errors}");
    }
}
