using System.Text.Json.Serialization;

namespace Scanner.Silo.Inventory.Pods;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PodListJson))]
[JsonSerializable(typeof(PodEventJson))]
[JsonSerializable(typeof(PodJson.PodStatus))]
internal sealed partial class PodJsonContext : JsonSerializerContext;
