using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry.Authentication;

internal sealed class BasicAccessControl(BasicAccess access) : AccessControl
{
    public override RegistryAnswer? Refusal(HttpRequest request, RegistryPath path) =>
        BasicCredentials.User(request, access.Users) is null ? Challenge($"Basic realm=\"{access.Realm}\"", path) : null;
}
