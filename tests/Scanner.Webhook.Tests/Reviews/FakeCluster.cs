using Scanner.Grains;
using Scanner.Verdicts;
using Scanner.Webhook.Cluster;

namespace Scanner.Webhook.Tests.Reviews;

/// <summary>A way to grains that answer what the test says.</summary>
internal sealed class FakeCluster : IClusterConnection
{
    private readonly IGrainFactory _grains;

    public FakeCluster()
    {
        var tag = GrainStandIn.Of<ITagGrain>((_, arguments) => Resolve((TimeSpan)arguments[1]!));
        var image = GrainStandIn.Of<IImageGrain>((_, arguments) => Judge((ImageQuestion)arguments[0]!));
        _grains = GrainStandIn.Of<IGrainFactory>((method, _) => method.ReturnType == typeof(ITagGrain) ? tag : image);
    }

    public bool IsConnected { get; set; } = true;

    public IGrainFactory? Grains => IsConnected ? _grains : null;

    /// <summary>From patience to digest.</summary>
    public Func<TimeSpan, Task<TagResolution>> Resolve { get; set; } =
        _ => Task.FromResult(new TagResolution { Digest = SampleVerdicts.Digest });

    public Func<ImageQuestion, Task<Verdict>> Judge { get; set; } = _ => Task.FromResult(SampleVerdicts.Accepted());
}
