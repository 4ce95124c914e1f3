using Grpc.Core;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair;

public sealed class FalseCleanWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private readonly SignallingClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_SameNameInTheWindow_IsOkAndReadsClean()
    {
        await using var lab = await StartAsync();
        var layer = lab.Layer("a", TestLayer.Debian(("apt", "2.6.1")));
        var post = lab.PostAsync("image", layer);
        await lab.Clair.Counters.WaitAsync(c => c.OpenWindows == 1, Token);

        await lab.PostAsync("image", layer);
        var during = await lab.GetAsync("image");
        _clock.Advance(Window);
        await post;
        var after = await lab.GetAsync("image");

        Assert.Equal(2, during.FeaturesIn(0).Count);
        Assert.Empty(during.Vulnerabilities());
        Assert.Equal(["apt source CVE-2011-3374"], after.Vulnerabilities());
    }

    [Fact]
    public async Task Post_CancelledInTheWindow_ReadsCleanForGood()
    {
        await using var lab = await StartAsync();

        await PostAndLeaveAsync(lab);

        await lab.PostAsync("image", lab.Layer("a", []));
        Assert.Equal(2, (await lab.GetAsync("image")).FeaturesIn(0).Count);
        Assert.Empty((await lab.GetAsync("image")).Vulnerabilities());
    }

    [Fact]
    public async Task Post_SameLayersUnderAnotherName_HealsIt()
    {
        await using var lab = await StartAsync();
        await PostAndLeaveAsync(lab);
        lab.Clair.Faults.FalseCleanWindow = TimeSpan.Zero;

        await lab.PostAsync("other", lab.Layer("a", []));

        Assert.Equal(["apt source CVE-2011-3374"], (await lab.GetAsync("image")).Vulnerabilities());
    }

    private Task<ClairLab> StartAsync() => StartAsync(new ClairStandInOptions { TimeProvider = _clock });

    private static async Task<ClairLab> StartAsync(ClairStandInOptions options)
    {
        var lab = await ClairLab.StartAsync(options);
        lab.Clair.Faults.FalseCleanWindow = Window;
        return lab;
    }

    private static async Task PostAndLeaveAsync(ClairLab lab)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var request = ClairLab.Request("image", lab.Layer("a", TestLayer.Debian(("apt", "2.6.1"))));
        var post = lab.Ancestries.PostAncestryAsync(request, cancellationToken: leave.Token).ResponseAsync;
        await lab.Clair.Counters.WaitAsync(c => c.OpenWindows == 1, Token);
        await leave.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => post);
        await lab.Clair.Counters.WaitAsync(c => c.Posts.Length == 1, Token);
    }
}
