using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry.Faults;

/// <summary>A fault that spoils an answer of status 200; refusals pass untouched.</summary>
internal abstract record AlteringFault : RegistryFault
{
    public abstract RegistryAnswer Alter(HttpRequest request, RegistryAnswer answer);
}
