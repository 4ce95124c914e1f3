namespace Scanner.Hosting;

public static class DefaultUrl
{
    /// <summary>Listens at <paramref name="url"/> unless Kestrel's own settings (urls, ports, endpoints) name an address.</summary>
    public static void UseDefaultUrl(this IWebHostBuilder host, IConfiguration configuration, string url)
    {
        string[] settings = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (settings.All(key => configuration[key] is null) && !configuration.GetSection("Kestrel:Endpoints").Exists()) host.UseUrls(url);
    }
}
