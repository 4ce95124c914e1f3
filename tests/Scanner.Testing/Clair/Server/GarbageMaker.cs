using Scanner.Clair.Wire;

namespace Scanner.Testing.Clair.Server;

/// <summary>Spoils a good GetAncestry answer in the way that is switched on.</summary>
internal static class GarbageMaker
{
    private const string OtherName = "not-the-ancestry-asked-for";
    private const string OtherHash = "sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
    private const string OtherSeverity = "Catastrophic";

    public static GetAncestryResponse Spoil(GetAncestryResponse answer, ClairGarbage garbage)
    {
        switch (garbage)
        {
            case ClairGarbage.WrongName:
                answer.Ancestry.Name = OtherName;
                break;
            case ClairGarbage.MissingLayers:
                answer.Ancestry.Layers.RemoveAt(answer.Ancestry.Layers.Count - 1);
                break;
            case ClairGarbage.OtherLayers:
                foreach (var layer in answer.Ancestry.Layers) layer.Layer.Hash = OtherHash;
                break;
            case ClairGarbage.UnknownSeverity:
                foreach (var vulnerability in VulnerabilitiesOf(answer)) vulnerability.Severity = OtherSeverity;
                break;
            case ClairGarbage.NoAncestry:
                answer.Ancestry = null;
                break;
            case ClairGarbage.NoStatus:
                answer.Status = null;
                break;
            case ClairGarbage.None:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(garbage), garbage, "No such kind of garbage.");
        }

        return answer;
    }

    private static IEnumerable<Vulnerability> VulnerabilitiesOf(GetAncestryResponse answer) =>
        answer.Ancestry.Layers.SelectMany(layer => layer.DetectedFeatures).SelectMany(feature => feature.Vulnerabilities);
}
