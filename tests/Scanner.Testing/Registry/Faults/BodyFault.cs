using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry.Faults;

/// <summary>Spoils an answer by a function.</summary>
internal sealed record BodyFault(Func<HttpRequest, RegistryAnswer, RegistryAnswer> Change) : AlteringFault
{
    public override RegistryAnswer Alter(HttpRequest request, RegistryAnswer answer) => Change(request, answer);
}
