namespace Scanner.Testing.Clair;

/// <summary>Ways in which a GetAncestry answer can be nonsense although its status is OK.</summary>
public enum ClairGarbage
{
    None,

    /// <summary>The ancestry bears another name than the one asked for.</summary>
    WrongName,

    /// <summary>The last layer is left out.</summary>
    MissingLayers,

    /// <summary>Every layer bears another hash.</summary>
    OtherLayers,

    /// <summary>Every severity is a word that Clair does not define.</summary>
    UnknownSeverity,

    /// <summary>The answer has no ancestry.</summary>
    NoAncestry,

    /// <summary>The answer has no status, so no database time and no detectors.</summary>
    NoStatus,
}
