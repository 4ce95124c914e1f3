namespace Scanner.Webhook.Admission;

/// <summary>What is being done to the object (AdmissionRequest, <c>operation</c>).</summary>
internal enum AdmissionOperation
{
    /// <summary>None was named, or one that is not known; reviewed as strictly as a create.</summary>
    Other,

    Create,
    Update,
    Delete,
    Connect,
}
