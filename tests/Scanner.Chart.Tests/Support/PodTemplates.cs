using k8s.Models;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests.Support;

/// <summary>The pods that the chart's objects make.</summary>
internal static class PodTemplates
{
    /// <summary>The pod template of every object that has one.</summary>
    public static IEnumerable<(ChartObject Owner, V1PodTemplateSpec Template)> Of(RenderedChart chart) =>
        chart.Objects.Select(owner => (owner, owner.Kind switch
        {
            "Deployment" => owner.As<V1Deployment>().Spec.Template,
            "StatefulSet" => owner.As<V1StatefulSet>().Spec.Template,
            "Job" => owner.As<V1Job>().Spec.Template,
            _ => null,
        })).Where(pair => pair.Item2 is not null).Select(pair => (pair.owner, pair.Item2!));

    /// <summary>The environment of the one container of a Deployment; a value from elsewhere is its field or Secret.</summary>
    public static Dictionary<string, string> Environment(RenderedChart chart, string deployment) =>
        chart.Get("Deployment", deployment).As<V1Deployment>().Spec.Template.Spec.Containers.Single().Env.ToDictionary(
            variable => variable.Name,
            variable => variable.Value ?? variable.ValueFrom.FieldRef?.FieldPath ?? variable.ValueFrom.SecretKeyRef.Name);
}
