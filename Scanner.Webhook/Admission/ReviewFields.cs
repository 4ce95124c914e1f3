namespace Scanner.Webhook.Admission;

/// <summary>The fields of an AdmissionReview that decide something, and so may be there once only.</summary>
[Flags]
internal enum ReviewFields
{
    None = 0,
    ApiVersion = 1 << 0,
    Kind = 1 << 1,
    Request = 1 << 2,
    Uid = 1 << 3,
    ObjectKind = 1 << 4,
    ObjectKindGroup = 1 << 5,
    ObjectKindKind = 1 << 6,
    SubResource = 1 << 7,
    Name = 1 << 8,
    Namespace = 1 << 9,
    Operation = 1 << 10,
    Object = 1 << 11,
    OldObject = 1 << 12,
}
