using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Registry.Debian;

/// <summary>Writes docker-registry's configuration (docker-registry's configuration.md).</summary>
internal static class DebianRegistryConfig
{
    /// <returns>The path of the configuration file.</returns>
    public static async Task<string> WriteAsync(
        TemporaryFolder folder, RegistryAccess access, TokenService? tokens, CancellationToken cancellationToken)
    {
        var config = folder.File("config.yml");
        await File.WriteAllTextAsync(
            config,
            $"""
            version: 0.1
            log:
              level: info
            storage:
              filesystem:
                rootdirectory: {folder.File("storage")}
            http:
              addr: 127.0.0.1:0
              secret: scanner-test
            {await AuthenticationAsync(folder, access, tokens, cancellationToken)}
            """,
            cancellationToken);
        return config;
    }

    private static async Task<string> AuthenticationAsync(
        TemporaryFolder folder, RegistryAccess access, TokenService? tokens, CancellationToken cancellationToken)
    {
        switch (access)
        {
            case BasicAccess basic:
                var lines = new List<string>();
                foreach (var user in basic.Users) lines.Add(await PasswordLineAsync(user, cancellationToken));
                await File.WriteAllLinesAsync(folder.File("htpasswd"), lines, cancellationToken);
                return $"""
                    auth:
                      htpasswd:
                        realm: {basic.Realm}
                        path: {folder.File("htpasswd")}
                    """;
            case BearerAccess bearer when tokens is not null:
                await File.WriteAllTextAsync(folder.File("token-root.pem"), tokens.RootCertificatePem, cancellationToken);
                return $"""
                    auth:
                      token:
                        realm: {tokens.Realm}
                        service: {bearer.Service}
                        issuer: {TokenService.Issuer}
                        rootcertbundle: {folder.File("token-root.pem")}
                    """;
            default:
                return "";
        }
    }

    /// <summary>docker-registry takes bcrypt only, hence -B.</summary>
    private static async Task<string> PasswordLineAsync(RegistryUser user, CancellationToken cancellationToken) =>
        (await ProgramRun.OutputAsync("htpasswd", ["-Bbn", user.Name, user.Password], cancellationToken)).Trim();
}
