using System.Globalization;
using Scanner.Testing;
using Scanner.Testing.Images;

namespace Scanner.EndToEnd.Tests.Images;

/// <summary>The images of both programs, as the chart's pods use them.</summary>
public sealed class ImageTests(PublishedImages images) : IClassFixture<PublishedImages>
{
    /// <summary>Far longer than a start takes on a busy machine of two cores.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("silo", "Scanner.Silo")]
    [InlineData("webhook", "Scanner.Webhook")]
    public async Task Config_OfEveryPlatform_IsWhatTheChartReliesOn(string part, string program)
    {
        var container = images.Container(part);

        var published = await images.PullAsync(part, Token);

        Assert.Equal(["amd64", "arm64"], published.Keys.Order(StringComparer.Ordinal));
        foreach (var (architecture, image) in published)
        {
            Assert.Equal(architecture, image.Architecture);
            Assert.Equal(["dotnet", $"/app/{program}.dll"], image.EntryPoint);
            Assert.Null(image.Arguments);
            Assert.Equal(container.User, image.User);
            Assert.Equal(container.Ports, image.Ports);
            Assert.Equal(container.Variable("ASPNETCORE_URLS"), image.Environment["ASPNETCORE_URLS"]);
            Assert.Equal("", image.Environment[PublishedImages.BaseVariable]);
            Assert.Equal("kept", image.Environment["BASE"]);
        }
    }

    [Theory]
    [InlineData("silo", "Scanner.Silo")]
    [InlineData("webhook", "Scanner.Webhook")]
    public async Task Labels_OfEveryPlatform_SayWhatItIsAndNothingOfThisMachine(string part, string program)
    {
        var tag = images.Container(part).Image.Split(':')[^1];

        foreach (var image in (await images.PullAsync(part, Token)).Values)
        {
            Assert.Equal(program, image.Labels["org.opencontainers.image.title"]);
            Assert.Equal(tag, image.Labels["org.opencontainers.image.version"]);
            Assert.Equal(images.BaseName, image.Labels["org.opencontainers.image.base.name"]);
            Assert.NotEmpty(image.Labels["org.opencontainers.image.description"]);
            Assert.True(DateTimeOffset.TryParse(image.Labels["org.opencontainers.image.created"], CultureInfo.InvariantCulture, out _));
            Assert.DoesNotContain(Repository.Root, image.Config.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain(image.Labels.Values, value => value.StartsWith('/'));
        }
    }

    [Theory]
    [InlineData("silo", "Scanner.Silo")]
    [InlineData("webhook", "Scanner.Webhook")]
    public async Task Files_OfEveryPlatform_AreTheProgramOnTheBaseAndNoRuntime(string part, string program)
    {
        var published = await images.PullAsync(part, Token);

        foreach (var image in published.Values)
        {
            Assert.Equal(PublishedImages.BaseLayer.Digest, ContentDigest.Of(image.Layers[0]));
            var files = await image.AddedAsync(Token);
            Assert.Contains($"app/{program}.dll", files);
            Assert.Contains($"app/{program}.runtimeconfig.json", files);
            Assert.All(files, file => Assert.True(file is "app" || file.StartsWith("app/", StringComparison.Ordinal), file));
            string[] others = [program, "web.config", "System.Private.CoreLib.dll", "libcoreclr.so", "Microsoft.AspNetCore.dll", $"{program}.xml"];
            Assert.Empty(files.Intersect(others.Select(other => $"app/{other}")));
        }

        Assert.Equal(await published["amd64"].AddedAsync(Token), await published["arm64"].AddedAsync(Token));
    }

    [Fact]
    public async Task Webhook_StartedAsItsUser_KnowsTheVerbsOfTheChartsHooks()
    {
        var hooks = images.Chart.OfKind("Job").Where(job => job.Hook is not null).Select(job => new ChartContainer(job)).ToArray();
        using var webhook = await UnpackedImage.CreateAsync((await images.PullAsync("webhook", Token))["amd64"], Token);

        Assert.Equal(2, hooks.Length);
        foreach (var hook in hooks)
        {
            Assert.Equal(images.Container("webhook").Image, hook.Image);
            var help = await webhook.RunAsync([hook.Verb!, "--help"], Token);
            Assert.True(help.Succeeded, help.Errors);
            Assert.Contains($" {hook.Verb} ", help.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("silo", "http")]
    [InlineData("webhook", "https")]
    public async Task Program_StartedAsItsUserWithNowhereToWrite_Answers(string part, string scheme)
    {
        using var program = await UnpackedImage.CreateAsync((await images.PullAsync(part, Token))["amd64"], Token);
        var ports = FreePorts.Take(3);
        // The webhook makes a certificate of its own, which nobody else knows.
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, served, _, _) => served is not null },
        });

        await using var process = await program.StartAsync(
            [], $"ASPNETCORE_URLS={scheme}://+:{ports[0]}", $"Cluster__SiloPort={ports[1]}", $"Cluster__GatewayPort={ports[2]}",
            $"Cluster__GatewayPorts__0={ports[2]}");

        await process.WaitUntilAsync(AnswersAsync, StartPatience, Token);
        Assert.DoesNotContain("HTTP_PORTS", process.Output, StringComparison.Ordinal);

        async Task<bool> AnswersAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await http.GetStringAsync(new Uri($"{scheme}://127.0.0.1:{ports[0]}/livez"), cancellationToken) == "ok\n";
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }
}
