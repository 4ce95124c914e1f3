using System.Text.Json.Serialization;

namespace Scanner.Silo.Inventory.Pods;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PodListJson))]
[JsonSerializable(typeof(PodEventJson))]
internal sealed partial class PodJsonContext : JsonSerializerContext;
